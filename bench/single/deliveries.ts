/** Deliveries as the sources would have sent them, written from the persons of a dataset. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { PUBLISHED } from '../../src/activities/delivery/record-types.ts'
import { OWNERS } from '../../src/base/owner.ts'
import { createVault } from '../../src/base/vault.ts'
import type { Field } from '../../src/domains/declaration/record-field.ts'
import type { RecordType } from '../../src/domains/declaration/record-type.ts'
import { BENCH_DAY, type Dataset } from '../setup/dataset.ts'

/** Records of a file: a source sends many files rather than one that is too large. */
const PERSONS_PER_FILE = 2_000

/** Tables that no record type of a delivery fills with rows of persons. */
const LEFT_OUT = new Set(['replacement'])

export const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** @param folder is made; one NDJSON file per domain and 2,000 persons. @returns how many persons and records they hold. */
export async function writeDeliveries(
  { database, config }: Dataset,
  folder: string,
  most: number,
): Promise<{ persons: number; records: number }> {
  const vault = createVault(config.masterKey)
  const { rows } = await database.pool.query<{ person_id: string; sealed: Buffer }>(
    'select person_id, insz_encrypted as sealed from directory.person_number where current order by person_id limit $1',
    [most],
  )
  await mkdir(folder, { recursive: true })
  let records = 0
  for (let start = 0; start < rows.length; start += PERSONS_PER_FILE) {
    const numbers = new Map(rows.slice(start, start + PERSONS_PER_FILE).map((row) => [row.person_id, vault.decryptInsz(row.sealed)]))
    for (const domain of OWNERS) {
      const types = PUBLISHED.filter((type) => type.domain === domain && !LEFT_OUT.has(type.name))
      const lines = (await Promise.all(types.map((type) => linesOf(database.pool, type, numbers)))).flat()
      const header = { delivery: { source: 'bench', reference: `${domain}-${start}`, domain, asOf: BENCH_DAY } }
      await writeFile(join(folder, `${start}-${domain}.ndjson`), [JSON.stringify(header), ...lines, ''].join('\n'))
      records += lines.length
    }
  }
  return { persons: rows.length, records }
}

/** @returns what a source would have written in this field, as SQL about the row t. */
function sentValue(name: string, { column, holds, each }: Field): string {
  const own = `t.${column ?? snake(name)}`
  if (holds === 'organisation')
    return `(select min(c.code) from directory.organisation_code c where c.organisation_id = ${own} and c.scheme = 'KBO')`
  return each ? `array_agg(${own})` : own
}

async function linesOf(pool: Pool, { name, table, fields, ofPerson }: RecordType, numbers: ReadonlyMap<string, string>): Promise<string[]> {
  const key = `t.${ofPerson === undefined ? 'person_id' : 'id'}`
  const columns = Object.entries(fields).map(([field, declared]) => `${sentValue(field, declared)} as "${field}"`)
  // A list is stored as a row for each entry: the rows that differ in it alone were one record.
  const alike = Object.entries(fields).flatMap(([field, declared]) => (declared.each ? [] : [`, ${sentValue(field, declared)}`]))
  const grouped = alike.length < columns.length ? ` group by ${key}${alike.join('')}` : ''
  const { rows } = await pool.query<{ line: string }>(
    `select json_strip_nulls(row_to_json(o))::text as line from (
       select ${key} as person, ${columns.join(', ')} from ${table} t where ${key} = any($1::uuid[])${grouped}
     ) o`,
    [[...numbers.keys()]],
  )
  return rows.map(({ line }) => {
    const { person, ...values } = JSON.parse(line) as Record<string, unknown> & { person: string }
    return JSON.stringify({ record: name, insz: numbers.get(person), ...values })
  })
}
