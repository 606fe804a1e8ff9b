/** Random statements about persons, of every record type whose rows stand by themselves. */
import { PUBLISHED } from '../../src/activities/delivery/record-types.ts'
import { HOLDER_FIELD, type RecordType } from '../../src/domains/declaration/record-type.ts'
import { ORGANISATIONS } from '../claims/organisations.ts'
import { drawValue, isWithdrawable, keyOf, type Values, withdrawalOf } from '../claims/samples.ts'
import type { Dice } from '../non-interference/dice.ts'
import type { Statement } from './said.ts'

/** Days of rows: few, so that keys meet again and periods touch. */
const DAYS = ['2025-06-01', '2026-02-01', '2026-05-01', '2026-09-01', '2026-11-01'] as const
/** The day of the hub, the one after it, and later. */
const ENDS = ['2025-12-01', '2026-05-01', '2026-11-23', '2026-11-24', '2027-03-01'] as const

/** Types of a domain. What hangs on a file is stored only after it, so that the order counts: it is left out. Coverage is drawn apart. */
export const typesOf = (domain: string): RecordType[] =>
  PUBLISHED.filter((type) => type.domain === domain && type.within === undefined && type.ofPerson === undefined && !isCoverage(type))

const isCoverage = ({ table }: RecordType) => table.endsWith('.coverage')
export const coverageOf = (domain: string): RecordType | undefined => PUBLISHED.find((type) => type.domain === domain && isCoverage(type))

/** @param more organisations beside those with applications. */
function drawHolder(dice: Dice, { domain, holder }: RecordType, more: readonly string[]): string | undefined {
  if (holder === undefined || (holder !== 'REQUIRED' && dice.chance(25))) return undefined
  const own = ORGANISATIONS.filter(({ domains }) => domains.includes(domain)).map(({ code }) => code)
  return dice.pick(domain === 'LOCAL' ? [...own, ...more] : own)
}

const isOptional = (type: RecordType, name: string) => type.fields[name]?.schema.safeParse(undefined).success === true

export function drawStatement(dice: Dice, type: RecordType, asOf: string, more: readonly string[]): Statement {
  const holder = drawHolder(dice, type, more)
  const values: Values = holder === undefined ? {} : { [HOLDER_FIELD]: holder }
  for (const [name, field] of Object.entries(type.fields)) {
    if (name === HOLDER_FIELD || name === 'validUntil' || (isOptional(type, name) && dice.chance(20))) continue
    const value = field.sqlType === 'date' ? dice.pick(DAYS) : drawValue(dice, field.schema, dice.pick(['een', 'twee']))
    if (value !== undefined) values[name] = value
  }
  if (isWithdrawable(type) && dice.chance(10))
    return { type, values: { ...keyOf(type, values), ...(holder && { [HOLDER_FIELD]: holder }) }, asOf, withdrawn: true }
  const from = String(values.validFrom)
  const ends = ENDS.filter((end) => end > from)
  if ('validUntil' in type.fields && dice.chance(50)) values.validUntil = isWithdrawable(type) && dice.chance(15) ? from : dice.pick(ends)
  return { type, values, asOf }
}

/** A statement of coverage, of one record type. */
export function drawCoverage(dice: Dice, domain: string, asOf: string, more: readonly string[]): Statement | undefined {
  const type = coverageOf(domain)
  if (type === undefined) return undefined
  const holder = drawHolder(dice, type, more)
  const values = {
    ...(holder && { [HOLDER_FIELD]: holder }),
    validFrom: dice.pick(DAYS),
    ...(dice.chance(35) ? { validUntil: dice.pick(ENDS.slice(2)) } : {}),
  }
  return { type, values, asOf, entry: dice.pick(typesOf(domain)).name }
}

/** As a line of a delivery, without its person. */
export function lineOf({ type, values, entry, withdrawn }: Statement): Values {
  if (withdrawn) return withdrawalOf(type, values)
  return { record: type.name, ...values, ...(entry === undefined ? {} : { covers: [entry] }) }
}
