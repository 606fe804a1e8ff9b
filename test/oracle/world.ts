/** All there is in a small database, read by plain selects, and what a person's own rows say about scope and conditions. */
import type { Pool } from 'pg'
import type { OracleContract } from './contracts.ts'

/** Row as JSON: days as text, unknown as null. */
export type Row = Record<string, unknown> & { person_id?: string }

export type World = {
  today: string
  persons: readonly Row[]
  /** Rows of a qualified table that belong to a person. */
  rowsOf(table: string, person: string): readonly Row[]
  organisations: ReadonlyMap<number, Row>
}

/** Every table with rows about persons. What the hub computes from them itself is not of the world. */
const TABLES = `select table_schema || '.' || table_name as name from information_schema.columns
  where column_name = 'person_id' and table_name <> 'fact_sheet' order by 1`

/** @param only tables to read, for questions that need no others. */
export async function readWorld(pool: Pool, today: string, only?: readonly string[]): Promise<World> {
  // As text, whatever the pool makes of JSON.
  const all = async (table: string) => {
    const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`)
    return rows.map(({ row }) => JSON.parse(row) as Row)
  }
  const tables = (await pool.query<{ name: string }>(TABLES)).rows.map(({ name }) => name).filter((name) => only?.includes(name) ?? true)
  const byTable = new Map<string, ReadonlyMap<unknown, Row[]>>()
  for (const table of tables)
    byTable.set(
      table,
      Map.groupBy(await all(table), ({ person_id }) => person_id),
    )
  const organisations = await all('directory.organisation')
  return {
    today,
    persons: await all('directory.person'),
    rowsOf: (table, person) => {
      const rows = byTable.get(table)
      if (rows === undefined) throw new Error(`The oracle looks for rows in ${table}, which it did not read.`)
      return rows.get(person) ?? []
    },
    organisations: new Map(organisations.map((row) => [Number(row.id), row])),
  }
}

/** Whether a row's period includes a day. */
export function holdsOn(row: Row, today: string): boolean {
  return String(row.valid_from) <= today && (row.valid_until === null || String(row.valid_until) > today)
}

/** Whether an organisation is another one, or has succeeded it today, by the successors that the directory names. */
export function standsFor(world: World, organisation: number, other: unknown): boolean {
  if (other === organisation) return true
  const ended = world.organisations.get(Number(other ?? Number.NaN))
  if (ended?.successor_id == null || ended.valid_until === null || String(ended.valid_until) > world.today) return false
  return standsFor(world, organisation, Number(ended.successor_id))
}

/** Whether a person exists for an organisation under a contract. */
export function isInScope(world: World, contract: OracleContract, organisation: number, person: string): boolean {
  return world
    .rowsOf('directory.relationship', person)
    .some((row) => row.organisation_id === organisation && contract.capacities.has(String(row.capacity)) && holdsOn(row, world.today))
}

type Question = { world: World; contract: OracleContract; organisation: number; person: string }

const known = ({ world, organisation, person }: Question, capacity: string) =>
  world
    .rowsOf('directory.relationship', person)
    .some((row) => row.organisation_id === organisation && row.capacity === capacity && holdsOn(row, world.today))

const projects = ({ world, person }: Question) => world.rowsOf('local.gpmi', person).filter((row) => holdsOn(row, world.today))

/** Agreed to this organisation, for this group of facts, this purpose and this group of recipients. */
const agreed = ({ world, contract, organisation, person }: Question, group: string) =>
  world
    .rowsOf('directory.consent', person)
    .some(
      (row) =>
        standsFor(world, organisation, row.organisation_id) &&
        row.fact_group === group &&
        row.purpose === contract.purpose &&
        row.recipient === contract.recipient &&
        holdsOn(row, world.today),
    )

/** Conditions in the words of the register: "after the receiver accepted", "when the person consented", and so on. */
const CONDITIONS: Record<string, (question: Question) => boolean> = {
  REFERRAL_ACCEPTED: (question) => known(question, 'ACCEPTED_REFERRAL'),
  REFERRAL_PARTY: (question) => known(question, 'REFERRAL_PARTY'),
  PERSON_IN_SCOPE: (question) => [...question.contract.capacities].some((capacity) => known(question, capacity)),
  LIVES_IN_OWN_TERRITORY: (question) => known(question, 'RESIDENT'),
  PERSON_CONSENTED_TO_FEE: (question) => agreed(question, 'FEE'),
  PERSON_CONSENTED_TO_BENEFIT: (question) => agreed(question, 'BENEFIT'),
  PERSON_CONSENTED_TO_SUPPORT: (question) => agreed(question, 'SUPPORT'),
  PERSON_CONSENTED_TO_BACKGROUND: (question) => agreed(question, 'BACKGROUND'),
  AGENCY_IS_GPMI_PARTY: (question) =>
    projects(question).some((row) => standsFor(question.world, question.organisation, row.party_agency_id)),
  GPMI_HAS_INTEGRATION_OBJECTIVE: (question) => {
    const objectives = question.world.rowsOf('local.gpmi_objective', question.person)
    const own = projects(question).filter((row) => standsFor(question.world, question.organisation, row.organisation_id))
    return own.some((project) =>
      objectives.some(
        ({ kind, agreed_on, organisation_id }) =>
          organisation_id === project.organisation_id &&
          !['WORK', 'OTHER'].includes(String(kind)) &&
          String(agreed_on) >= String(project.valid_from),
      ),
    )
  },
  JOB_NEEDS_WRITING: ({ world, person }) => world.rowsOf('work.jobseeker_profile', person).some((row) => row.writing_required === true),
}

/** Whether any of the conditions holds. @throws for a condition that the oracle does not know: teach it. */
export function opens(question: Question, when: readonly string[]): boolean {
  return when.some((name) => {
    const condition = CONDITIONS[name]
    if (condition === undefined) throw new Error(`The oracle does not know the condition ${name}.`)
    return condition(question)
  })
}
