/** A population in memory, for tests: a small world and its rows as objects. */
import { join } from 'node:path'
import { loadDeadlines } from '../../src/activities/referral/deadline.ts'
import { createVault, type Vault } from '../../src/base/vault.ts'
import type { Setting } from '../../src/development/population/arrival.ts'
import { type Day, parseDay } from '../../src/development/population/day.ts'
import { writePerson } from '../../src/development/population/person.ts'
import { createReferralTerms } from '../../src/development/population/referral-terms.ts'
import { createBatch } from '../../src/development/population/rows.ts'
import { columnsOf, TABLE_NAMES, type TableName } from '../../src/development/population/tables.ts'
import { createWorld, type MunicipalityRecord, type OrganisationRecord } from '../../src/development/population/world.ts'

const MUNICIPALITIES: readonly MunicipalityRecord[] = [
  ['11002', 'Antwerpen', '1977-01-01', null, null],
  ['11007', 'Borsbeek', '1977-01-01', '2025-01-01', '11002'],
  ['12025', 'Mechelen', '1977-01-01', null, null],
  ['23088', 'Vilvoorde', '1977-01-01', null, null],
  ['44021', 'Gent', '1977-01-01', null, null],
  ['44043', 'Merelbeke', '1977-01-01', '2025-01-01', '44088'],
  ['44040', 'Melle', '1977-01-01', '2025-01-01', '44088'],
  ['44088', 'Merelbeke-Melle', '2025-01-01', null, null],
].map(([nisCode = '', name = '', validFrom = '', validUntil = null, successorCode = null]) => ({
  nisCode: String(nisCode),
  name: String(name),
  validFrom: String(validFrom),
  validUntil,
  successorCode,
}))

/** Agencies by their number here. */
export const AGENCIES = { agii: 1, atlas: 2, amal: 3 } as const
export const VDAB = 10

/** Number of the municipality's organisation; its OCMW is 100,000 higher. */
function municipalityId(nisCode: string): number {
  return 100_000 + Number(nisCode)
}

const ORGANISATIONS: readonly OrganisationRecord[] = [
  { id: AGENCIES.agii, kind: 'INTEGRATION_AGENCY', name: 'Agentschap Integratie en Inburgering', nisCode: null },
  { id: AGENCIES.atlas, kind: 'INTEGRATION_AGENCY', name: 'Atlas, integratie & inburgering Antwerpen', nisCode: null },
  { id: AGENCIES.amal, kind: 'INTEGRATION_AGENCY', name: 'Amal', nisCode: null },
  { id: VDAB, kind: 'VDAB', name: 'VDAB', nisCode: null },
  ...MUNICIPALITIES.flatMap(({ nisCode, name }) => [
    { id: municipalityId(nisCode), kind: 'MUNICIPALITY', name: `Gemeente ${name}`, nisCode },
    { id: municipalityId(nisCode) + 100_000, kind: 'OCMW', name: `OCMW ${name}`, nisCode },
  ]),
]

const SAMPLE_WORLD = { municipalities: MUNICIPALITIES, organisations: ORGANISATIONS }

const DEADLINES = await loadDeadlines(join(import.meta.dirname, '../../reference'))

/** Key of tests, and of nothing else. */
export function sampleVault(): Vault {
  return createVault(Buffer.alloc(32, 7))
}

/** @param today YYYY-MM-DD. */
export function sampleSetting(today: string, seed = 1): Setting {
  return { seed, today: parseDay(today), world: createWorld(SAMPLE_WORLD), vault: sampleVault(), terms: createReferralTerms(DEADLINES) }
}

/** Row as text by column; null where the column is empty. */
export type TextRow = Readonly<Record<string, string | null>>
export type Sample = ReadonlyMap<TableName, readonly TextRow[]>

/** Rows of persons `from` (included) to `until` (excluded), by table. */
export function sampleRows(setting: Setting, from: number, until: number): Sample {
  const batch = createBatch()
  for (let index = from; index < until; index++) writePerson(setting, index, batch)
  const taken = batch.take()
  return new Map(TABLE_NAMES.map((table) => [table, readCopy(table, taken.get(table)?.text ?? '')]))
}

/** Reads COPY text without escapes: the population writes none but the one before bytes. */
function readCopy(table: TableName, text: string): TextRow[] {
  const columns = columnsOf(table)
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const cells = line.split('\t')
      return Object.fromEntries(columns.map((column, index) => [column, cells[index] === '\\N' ? null : (cells[index] ?? null)]))
    })
}

/** Rows by person. */
export function byPerson(rows: readonly TextRow[] | undefined): Map<string, TextRow[]> {
  return Map.groupBy(rows ?? [], ({ person_id }) => person_id ?? '')
}

/** Day number of a cell. */
export function dayIn(row: TextRow | undefined, column: string): Day | undefined {
  const text = row?.[column]
  return text ? parseDay(text) : undefined
}
