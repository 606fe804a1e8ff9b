/** What the files of the reference folder hold, row by row. */
import { z } from 'zod'
import { parseKbo } from '../../base/kbo.ts'
import { OrganisationCodeScheme, OrganisationKind } from '../../generated/prisma/enums.ts'

const Day = z.iso.date({ error: 'must be a date, YYYY-MM-DD' })
const NisCode = z.string().regex(/^\d{5}$/, { error: 'must be a NIS code of five digits' })
const OrganisationId = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, { error: 'must be a whole number from 1 to 999999' })
  .transform(Number)
const Name = z.string().trim().min(1, { error: 'must not be empty' })
const orNull = <T extends z.ZodType>(schema: T) => z.union([z.literal('').transform(() => null), schema])
const oneOf = <T extends Readonly<Record<string, string>>>(values: T) =>
  z.enum(values, { error: `must be one of ${Object.values(values).join(', ')}` })

/** A municipality while its NIS code is in use: from `valid_from` until the day before `valid_until`. */
export const MunicipalityRow = z.object({
  nis_code: NisCode,
  name: Name,
  province: Name,
  valid_from: Day,
  valid_until: orNull(Day),
  successor_code: orNull(NisCode),
})
export type MunicipalityRow = z.infer<typeof MunicipalityRow>

export const OrganisationRow = z.object({
  id: OrganisationId,
  kind: oneOf(OrganisationKind),
  name: Name,
  nis_code: orNull(NisCode),
  valid_from: Day,
  valid_until: orNull(Day),
  successor_id: orNull(OrganisationId),
})
export type OrganisationRow = z.infer<typeof OrganisationRow>

const Code = z.object({ scheme: z.string(), code: z.string() })

/** A code by which an organisation is known; a placeholder is made up for development. */
export const OrganisationCodeRow = z
  .object({
    scheme: oneOf(OrganisationCodeScheme),
    code: z.string(),
    organisation_id: OrganisationId,
    placeholder: z.enum(['true', 'false'], { error: 'must be true or false' }).transform((text) => text === 'true'),
  })
  .refine(({ scheme, code }) => (scheme === 'KBO' ? parseKbo(code) === code : /^OVO\d{6}$/.test(code)), {
    error: 'must be ten digits with valid check digits (KBO), or OVO and six digits',
    path: ['code'],
    // Also when another column of the row is wrong: an operator wants to see everything at once.
    when: ({ value }) => Code.safeParse(value).success,
  })
export type OrganisationCodeRow = z.infer<typeof OrganisationCodeRow>

/** Everything of the reference folder, complete and consistent. */
export type Reference = {
  municipalities: readonly MunicipalityRow[]
  organisations: readonly OrganisationRow[]
  codes: readonly OrganisationCodeRow[]
}
