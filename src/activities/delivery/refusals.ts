/** List of refused records and remarks, for the command `hub import --refused`. */
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { isRemark } from './refused.ts'

export type RefusalsQuery = {
  /** From 1 to 1,000. */
  limit: number
  /** Id after which to go on. */
  after?: string | undefined
  /** Only of this source; that of an organisation as the list shows it, under its name. */
  source?: string | undefined
}

export type ListedRefusal = {
  id: string
  /** Organisation that delivered; null for an import by the operator. */
  organisation: string | null
  source: string
  reference: string
  receivedAt: Date
  record: number
  recordType: string | null
  field: string | null
  code: string
  reason: string
  /** Whether the record was applied all the same, without this part. */
  applied: boolean
}

/** What was refused or left out, oldest first, and where the next page begins (null: there is none). */
export async function listRefusals(
  prisma: PrismaClient,
  { limit, after, source }: RefusalsQuery,
): Promise<{ refusals: ListedRefusal[]; next: string | null }> {
  const rows = await prisma.refusal.findMany({
    where: {
      ...(after === undefined ? {} : { id: { gt: BigInt(after) } }),
      ...(source === undefined ? {} : await ofSource(prisma, source)),
    },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: { delivery: { select: { organisationId: true, source: true, reference: true, receivedAt: true } } },
  })
  const names = await listNames(
    prisma,
    rows.map(({ delivery }) => delivery.organisationId),
  )
  const shown = rows.slice(0, limit)
  const refusals = shown.map(({ id, delivery: { organisationId, ...delivery }, deliveryId: _deliveryId, code, operatorCode, ...row }) => ({
    id: String(id),
    organisation: names.get(organisationId) ?? null,
    ...delivery,
    ...row,
    code: operatorCode ?? code,
    applied: isRemark(code),
  }))
  return { refusals, next: rows.length > limit ? (refusals.at(-1)?.id ?? null) : null }
}

/** The source of an import, or of an organisation whose name comes before it. */
async function ofSource(prisma: PrismaClient, source: string) {
  const names = [...source.matchAll(/\//g)].map(({ index }) => source.slice(0, index))
  const organisations = await prisma.organisation.findMany({ where: { name: { in: names } }, select: { id: true, name: true } })
  const own = organisations.map(({ id, name }) => ({ organisationId: id, source: source.slice(name.length + 1) }))
  return { delivery: { OR: [{ organisationId: null, source }, ...own] } }
}

async function listNames(prisma: PrismaClient, ids: readonly (number | null)[]): Promise<ReadonlyMap<number | null, string>> {
  const known = ids.filter((id) => id !== null)
  const organisations = await prisma.organisation.findMany({ where: { id: { in: known } }, select: { id: true, name: true } })
  return new Map(organisations.map(({ id, name }) => [id, name]))
}

/** One line per refusal, for a terminal. */
export function renderRefusals(refusals: readonly ListedRefusal[]): string {
  return refusals
    .map(({ organisation, source, reference, record, recordType, field, code, reason, applied }) => {
      const where = [record === 0 ? 'whole delivery' : `record ${record}`, recordType, field].filter((part) => part !== null).join(', ')
      const deliverer = organisation === null ? '' : `${organisation}/`
      return `${deliverer}${source}  ${reference}\n  ${where}: ${code}${applied ? ' (record applied)' : ''}, ${reason}\n`
    })
    .join('')
}
