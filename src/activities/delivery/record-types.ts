/** All records that deliveries can hold, from the tables of the domains. */
import { z } from 'zod'
import type { Owner } from '../../base/owner.ts'
import { MENTIONS, NEWCOMER_RECORDS } from '../../domains/directory/delivery.ts'
import { INTEGRATION_RECORDS } from '../../domains/integration/delivery.ts'
import { LOCAL_RECORDS } from '../../domains/local/delivery.ts'
import { declareRecords, InszText, type Line, type RecordType, Replaces } from '../../domains/record-type/declare.ts'
import { WORK_RECORDS } from '../../domains/work/delivery.ts'

const known = (table: string) => ({
  description: 'Statement that the domain knows the person. Absence of other records then means "no".',
  table,
  key: [],
  fields: {},
})

const DOSSIERS: readonly RecordType[] = [
  ...Object.values(declareRecords('INTEGRATION', { integrationDossier: known('integration.dossier') })),
  ...Object.values(declareRecords('LOCAL', { localDossier: known('local.dossier') })),
  ...Object.values(declareRecords('WORK', { workDossier: known('work.dossier') })),
]

/** Two numbers are one person; nothing else is said. */
const REPLACEMENT: RecordType = {
  name: 'replacement',
  domain: 'DIRECTORY',
  description: 'INSZ that replaces other numbers of the same person.',
  table: 'directory.person_number',
  key: [],
  fields: {},
  line: z
    .strictObject({ record: z.literal('replacement'), insz: InszText, replaces: Replaces.unwrap().min(1) })
    .describe('INSZ that replaces other numbers of the same person.') as unknown as z.ZodType<Line>,
}

/** Records of NDJSON deliveries: each has a published JSON Schema. */
export const PUBLISHED: readonly RecordType[] = [
  ...Object.values(NEWCOMER_RECORDS),
  REPLACEMENT,
  ...Object.values(INTEGRATION_RECORDS),
  ...Object.values(LOCAL_RECORDS),
  ...Object.values(WORK_RECORDS),
  ...DOSSIERS,
]

/** Every record type by its name, with those that only the hub's own readers of MAGDA answers make. */
export const RECORD_TYPES: ReadonlyMap<string, RecordType> = new Map(
  [...PUBLISHED, ...Object.values(MENTIONS)].map((type) => [type.name, type]),
)

/** Table with the persons that a domain knows; the directory has none. */
export const DOSSIER_TABLE: Partial<Record<Owner, string>> = Object.fromEntries(DOSSIERS.map(({ domain, table }) => [domain, table]))

/** Tables with rows about persons, one type for each table: what merging two persons goes through. */
export const PERSON_TABLES: readonly RecordType[] = [
  ...new Map(PUBLISHED.filter((type) => type.ofPerson === undefined && type !== REPLACEMENT).map((type) => [type.table, type])).values(),
]
