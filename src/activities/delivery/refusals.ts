/** List of refused records and remarks, for the command `hub import --refused`. */
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { isRemark } from './refused.ts'

export type RefusalsQuery = {
  /** From 1 to 1,000. */
  limit: number
  /** Id after which to go on. */
  after?: string | undefined
  /** Only of this source. */
  source?: string | undefined
}

export type ListedRefusal = {
  id: string
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
    where: { ...(after === undefined ? {} : { id: { gt: BigInt(after) } }), ...(source === undefined ? {} : { delivery: { source } }) },
    orderBy: { id: 'asc' },
    take: limit + 1,
    include: { delivery: { select: { source: true, reference: true, receivedAt: true } } },
  })
  const refusals = rows.slice(0, limit).map(({ id, delivery, deliveryId: _deliveryId, code, operatorCode, ...row }) => ({
    id: String(id),
    ...delivery,
    ...row,
    code: operatorCode ?? code,
    applied: isRemark(code),
  }))
  return { refusals, next: rows.length > limit ? (refusals.at(-1)?.id ?? null) : null }
}

/** One line per refusal, for a terminal. */
export function renderRefusals(refusals: readonly ListedRefusal[]): string {
  return refusals
    .map(({ source, reference, record, recordType, field, code, reason, applied }) => {
      const where = [record === 0 ? 'whole delivery' : `record ${record}`, recordType, field].filter((part) => part !== null).join(', ')
      return `${source}  ${reference}\n  ${where}: ${code}${applied ? ' (record applied)' : ''}, ${reason}\n`
    })
    .join('')
}
