/** What an answer covers, as records. */
import { FIRST_DAY } from '../../../domains/declaration/record-field.ts'
import type { Item } from '../item.ts'
import { coverageRecordOf } from '../record-types.ts'
import type { Coverage, Mapped } from './mapped.ts'

/** One record for each person and period, with the types that it holds for. Of periods that do not follow each other the last one counts: a source has one for each type. */
export function coverageItems({ record, covered }: Mapped): Item[] {
  const byType = Map.groupBy(covered, ({ insz, recordType }) => `${insz} ${recordType}`)
  const merged = [...byType.values()].map(lastRun)
  const byPeriod = Map.groupBy(merged, ({ insz, recordType, from, until }) => [insz, coverageRecordOf(recordType), from, until].join(' '))
  return [...byPeriod.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { insz, recordType, from, until } = first
    const covers = same.map((one) => one.recordType)
    const line = {
      record: coverageRecordOf(recordType),
      insz,
      covers,
      validFrom: from ?? FIRST_DAY,
      ...(until !== null && { validUntil: until }),
    }
    return [{ record, line }]
  })
}

/** The last period, with those before it that follow each other up to it. */
function lastRun(periods: readonly Coverage[]): Coverage {
  const [last, ...earlier] = periods.toSorted((a, b) => ((a.from ?? FIRST_DAY) < (b.from ?? FIRST_DAY) ? 1 : -1)) as [
    Coverage,
    ...Coverage[],
  ]
  let { from } = last
  for (const before of earlier) if (before.until === from) from = before.from
  return { ...last, from }
}
