/** Sub-records hang on their file: an objective on the project of its holder that is in force on its day. Without that file they are refused. */
import type { ClientBase } from 'pg'
import { columnOf, HOLDER_FIELD, type RecordType } from '../../../domains/declaration/record-type.ts'
import type { AcceptedRecord } from '../accept.ts'
import { RECORD_TYPES } from '../record-types.ts'
import type { DeliveryRefusal } from '../refused.ts'
import { makesClients } from './own-persons.ts'

/** Record types on which others hang, or that make persons clients: stored before what hangs on them is checked, so that both may come together. */
const FILES: ReadonlySet<string> = new Set(
  [...RECORD_TYPES.values()].flatMap((type) => [
    ...(makesClients(type) ? [type.name] : []),
    ...(type.within === undefined ? [] : [type.within.record]),
  ]),
)

export function isFile({ type }: AcceptedRecord): boolean {
  return FILES.has(type.name)
}

/** Records of a batch that hang on no file that is stored, by their place in the batch. One statement for each type that hangs on one. */
export async function listWithoutFile(
  client: ClientBase,
  batch: readonly AcceptedRecord[],
  personOf: ReadonlyMap<string, string>,
): Promise<Map<AcceptedRecord, DeliveryRefusal>> {
  const refused = new Map<AcceptedRecord, DeliveryRefusal>()
  for (const [type, records] of Map.groupBy(batch, ({ type }) => type)) {
    if (type.within === undefined) continue
    const { on, record: file } = type.within
    const rows = records.map(({ insz, values }, place) => ({
      place,
      person_id: personOf.get(insz),
      holder: values[HOLDER_FIELD],
      day: values[on],
    }))
    const found = await client.query<{ place: number }>({
      name: `file_of_${type.name}`,
      text: textOf(file),
      values: [JSON.stringify(rows)],
    })
    for (const { place } of found.rows) {
      const one = records[place]
      if (one !== undefined) refused.set(one, refusalOf(one.record, type, type.within))
    }
  }
  return refused
}

function refusalOf(record: number, { name }: RecordType, { record: file, on }: NonNullable<RecordType['within']>): DeliveryRefusal {
  const reason = `expected a ${file} of the same organisation that is in force on this day; deliver that record before this one, or with it`
  return { record, recordType: name, field: on, code: 'FILE_MISSING', reason }
}

/** The day on which a file ends is still its own. */
function textOf(file: string): string {
  const type = RECORD_TYPES.get(file)
  const holder = type?.fields[HOLDER_FIELD]
  if (type === undefined || holder === undefined) throw new Error(`${file} has no holder, so that nothing can hang on it`)
  return `select r.place
    from json_to_recordset($1::json) as r(place int, person_id uuid, holder int, day date)
    where not exists (
      select from ${type.table} f
      where f.person_id = r.person_id
        and f.${columnOf(HOLDER_FIELD, holder)} = r.holder
        and f.valid_from <= r.day
        and (f.valid_until is null or f.valid_until >= r.day)
    )`
}
