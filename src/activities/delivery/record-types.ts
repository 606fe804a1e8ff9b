/** All records that deliveries can hold, from the declarations of the domains. */
import type { Owner } from '../../base/owner.ts'
import { DOMAINS } from '../../domains/all.ts'
import { COVERAGE } from '../../domains/declaration/domain.ts'
import type { RecordType } from '../../domains/declaration/record-type.ts'
import { REPLACEMENT } from '../../domains/directory/delivery.ts'

/** Every record type by its name, with those that only the hub's own readers of MAGDA answers make. */
export const RECORD_TYPES: ReadonlyMap<string, RecordType> = new Map(
  DOMAINS.flatMap(({ records }) => records).map((type) => [type.name, type]),
)

/** Records of NDJSON deliveries: each has a published JSON Schema. */
export const PUBLISHED: readonly RecordType[] = [...RECORD_TYPES.values()].filter(({ ofPerson }) => ofPerson?.only === undefined)

/** Schema of each domain whose sources cover record types: its tables `coverage`, and `dossier` with the day of the newest word about a person. */
export const COVERING_SCHEMA: Partial<Record<Owner, string>> = Object.fromEntries(
  DOMAINS.flatMap(({ owner, covers, schema }) => (covers ? [[owner, schema]] : [])),
)

/** Record types that a source of a domain can cover. */
export function coverableTypes(owner: Owner): ReadonlySet<string> {
  const covering = DOMAINS.filter((domain) => domain.covers && domain.owner === owner)
  return new Set(
    covering.flatMap(({ schema, records }) => records.flatMap(({ name, table }) => (table === `${schema}.${COVERAGE}` ? [] : [name]))),
  )
}

/** Record by which sources say that they cover a record type. @throws for a type that none covers: a mapping that names one is wrong. */
export function coverageRecordOf(recordType: string): string {
  const domain = DOMAINS.find(({ covers, records }) => covers && records.some(({ name }) => name === recordType))
  if (domain === undefined) throw new Error(`no source covers ${recordType}`)
  return `${domain.name}Coverage`
}

/** Tables with rows about persons, one type for each table: what merging two persons goes through. */
export const PERSON_TABLES: readonly RecordType[] = [
  ...new Map(PUBLISHED.filter((type) => type.ofPerson === undefined && type !== REPLACEMENT).map((type) => [type.table, type])).values(),
]
