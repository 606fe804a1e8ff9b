/** Reads the reference folder and reports everything that is wrong with it at once. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { addLocalOrganisations } from './local-organisations.ts'
import { MunicipalityRow, OrganisationCodeRow, OrganisationRow, type Reference } from './reference-rows.ts'

const MUNICIPALITIES = 'municipalities.csv'
const ORGANISATIONS = 'organisations.csv'
const CODES = 'organisation-codes.csv'

/** Every problem of the reference folder, as "file:line column: what it must be". */
export class ReferenceProblems extends Error {
  readonly problems: readonly string[]
  constructor(folder: string, problems: readonly string[]) {
    super([`The reference data in ${folder} is not valid:`, ...problems.map((line) => `  ${line}`)].join('\n'))
    this.name = 'ReferenceProblems'
    this.problems = problems
  }
}

type Table<T> = { rows: { line: number; row: T }[]; problems: string[] }

/** @throws ReferenceProblems with all problems of all files. */
export async function readReference(folder: string): Promise<Reference> {
  const municipalities = await readTable(folder, MUNICIPALITIES, MunicipalityRow)
  const organisations = await readTable(folder, ORGANISATIONS, OrganisationRow)
  const codes = await readTable(folder, CODES, OrganisationCodeRow)
  const problems = [...municipalities.problems, ...organisations.problems, ...codes.problems]
  if (problems.length > 0) throw new ReferenceProblems(folder, problems)
  const rowsOf = <T>(table: Table<T>) => table.rows.map(({ row }) => row)
  const reference = addLocalOrganisations({
    municipalities: rowsOf(municipalities),
    organisations: rowsOf(organisations),
    codes: rowsOf(codes),
  })
  const conflicts = findConflicts(reference)
  if (conflicts.length > 0) throw new ReferenceProblems(folder, conflicts)
  return reference
}

async function readTable<T>(folder: string, file: string, schema: z.ZodType<T>): Promise<Table<T>> {
  const table: Table<T> = { rows: [], problems: [] }
  for (const { info, record } of await readRecords(folder, file, table.problems)) {
    const parsed = schema.safeParse(record)
    if (parsed.success) table.rows.push({ line: info.lines, row: parsed.data })
    else table.problems.push(...parsed.error.issues.map((issue) => `${file}:${info.lines} ${issue.path.join('.')}: ${issue.message}`))
  }
  return table
}

const Records = z.array(z.object({ info: z.object({ lines: z.number() }), record: z.record(z.string(), z.string()) }))

async function readRecords(folder: string, file: string, problems: string[]): Promise<z.infer<typeof Records>> {
  try {
    const text = await readFile(join(folder, file), 'utf8')
    return Records.parse(parse(text, { columns: true, info: true, bom: true, skip_empty_lines: true, trim: true }))
  } catch (error) {
    problems.push(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

/** Rows that are right by themselves and wrong together. */
function findConflicts({ municipalities, organisations, codes }: Reference): string[] {
  const nisCodes = new Set(municipalities.map((row) => row.nis_code))
  const ids = new Set(organisations.map((row) => row.id))
  const unknownNis = (code: string | null) => code !== null && !nisCodes.has(code)
  return [
    ...repeated(municipalities.map((row) => row.nis_code)).map((code) => `${MUNICIPALITIES} nis_code ${code}: more than once`),
    ...repeated(organisations.map((row) => row.id)).map((id) => `${ORGANISATIONS} id ${id}: more than once`),
    ...repeated(codes.map((row) => `${row.scheme} ${row.code}`)).map((code) => `${CODES} ${code}: more than once`),
    ...municipalities.flatMap((row) =>
      unknownNis(row.successor_code) ? [`${MUNICIPALITIES} ${row.nis_code} successor_code: municipality not found`] : [],
    ),
    ...organisations.flatMap((row) => (unknownNis(row.nis_code) ? [`${ORGANISATIONS} ${row.id} nis_code: municipality not found`] : [])),
    ...organisations.flatMap((row) =>
      row.successor_id !== null && !ids.has(row.successor_id) ? [`${ORGANISATIONS} ${row.id} successor_id: organisation not found`] : [],
    ),
    ...codes.flatMap((row) => (ids.has(row.organisation_id) ? [] : [`${CODES} ${row.code} organisation_id: organisation not found`])),
    ...[...municipalities.map(periodProblem(MUNICIPALITIES, 'nis_code')), ...organisations.map(periodProblem(ORGANISATIONS, 'id'))].flat(),
  ]
}

function periodProblem<K extends string>(file: string, key: K) {
  return (row: { [P in K]: string | number } & { valid_from: string; valid_until: string | null }): string[] =>
    row.valid_until !== null && row.valid_until <= row.valid_from ? [`${file} ${row[key]} valid_until: must be after valid_from`] : []
}

function repeated<T>(values: readonly T[]): T[] {
  const seen = new Set<T>()
  return values.filter((value) => seen.size === seen.add(value).size)
}
