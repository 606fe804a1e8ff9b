/** All records that deliveries can hold, from the declarations of the domains. */
import type { Owner } from '../../base/owner.ts'
import { DOMAINS } from '../../domains/all.ts'
import type { RecordType } from '../../domains/declaration/record-type.ts'
import { REPLACEMENT } from '../../domains/directory/delivery.ts'

/** Every record type by its name, with those that only the hub's own readers of MAGDA answers make. */
export const RECORD_TYPES: ReadonlyMap<string, RecordType> = new Map(
  DOMAINS.flatMap(({ records }) => records).map((type) => [type.name, type]),
)

/** Records of NDJSON deliveries: each has a published JSON Schema. */
export const PUBLISHED: readonly RecordType[] = [...RECORD_TYPES.values()].filter(({ ofPerson }) => ofPerson?.only === undefined)

/** Table with the persons that a domain knows; the directory has none. */
export const DOSSIER_TABLE: Partial<Record<Owner, string>> = Object.fromEntries(
  DOMAINS.flatMap(({ owner, dossier }) => (dossier === undefined ? [] : [[owner, dossier]])),
)

/** Tables with rows about persons, one type for each table: what merging two persons goes through. */
export const PERSON_TABLES: readonly RecordType[] = [
  ...new Map(PUBLISHED.filter((type) => type.ofPerson === undefined && type !== REPLACEMENT).map((type) => [type.table, type])).values(),
]
