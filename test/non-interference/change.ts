/** Random changes of what a contract does not grant. Each says what it touches, so that it can be undone. */
import type { Pool } from 'pg'
import { OWNER_OF, type Recipient } from '../../src/base/recipient.ts'
import { CONSENT_GROUPS } from '../../src/domains/directory/consent-groups.ts'
import type { OracleContract } from '../oracle/contracts.ts'
import { type Column, isOfDomain, personKey, tablesOfPersons } from './columns.ts'
import type { Dice } from './dice.ts'
import type { Mentions } from './mentions.ts'
import type { Scope } from './scope.ts'

export type Setting = {
  dice: Dice
  pool: Pool
  contract: OracleContract
  organisation: number
  sector: string
  today: string
  columns: readonly Column[]
  scope: Scope
  /** Everything that the contract grants, conditional or not. */
  granted: Mentions
  /** What its facts and conditions read, which look at the rows of all holders. */
  overAllHolders: Mentions
  /** What its queues compare files of two holders by. Two who contradict each other see that they do, and nobody sees more. */
  compared: Mentions
  /** What is open for one person. */
  openFor: (person: string) => Promise<Mentions>
}

/** SQL to run, the persons and tables that it touches, and words for the report. @property column the only one that changes, when no row comes or goes.
 *  @property ofQueue what is not seen in a queue that compares holders; elsewhere facts about all holders may show it. */
export type Change = {
  what: string
  ofQueue?: true
  persons: string[]
  tables: string[]
  column?: string
  statements: { text: string; values: unknown[] }[]
}

export type ChangeKind = (setting: Setting) => Promise<Change | undefined>

const isMentioned = ({ columns }: Mentions, { table, name }: Column) => columns.has(`${table}.${name}`) || columns.has(`${table}.*`)

/** Sets a column of persons to another value that occurs, or to nothing. */
function setColumn({ dice }: Setting, column: Column, persons: readonly string[]): Change | undefined {
  const { table, name, type, nullable, values } = column
  const isId = type === 'uuid'
  const value = isId ? undefined : nullable && dice.chance(25) ? null : values.length === 0 ? undefined : dice.pick(values)
  if ((value === undefined && !isId) || persons.length === 0) return undefined
  const text = `update ${table} set ${name} = ${isId ? 'gen_random_uuid()' : `$2::${type}`} where ${personKey(table)} = any ($1)`
  const what = `${table}.${name} = ${isId ? 'another' : value} of ${persons.length} persons`
  return { what, persons: [...persons], tables: [table], column: name, statements: [{ text, values: isId ? [persons] : [persons, value] }] }
}

/** Adds copies of other persons' rows, or takes rows away. */
function turnRows({ dice, columns }: Setting, table: string, persons: readonly string[]): Change | undefined {
  if (persons.length === 0) return undefined
  const names = columns.filter((column) => column.table === table).map(({ name }) => name)
  const add = `insert into ${table} (person_id, ${names.join(', ')}) select u.id, ${names.map((name) => `t.${name}`).join(', ')}
    from unnest($1::uuid[]) u(id), (select * from ${table} order by md5(person_id::text || $2) limit 2) t on conflict do nothing`
  const statement = dice.chance(60)
    ? { text: add, values: [persons, String(dice.whole(1000))] }
    : { text: `delete from ${table} where person_id = any ($1)`, values: [persons] }
  return {
    what: `${statement.text.slice(0, 6)} rows of ${table} for ${persons.length} persons`,
    persons: [...persons],
    tables: [table],
    statements: [statement],
  }
}

/** Tables about persons whose rows nothing but domains read: not those that say who exists. */
const isContent = (table: string) =>
  isOfDomain(table) && !['directory.person', 'directory.relationship', 'directory.person_number', 'directory.consent'].includes(table)

const everybody = ({ scope }: Setting) => [...scope.inside, ...scope.outside]

const ungrantedColumn: ChangeKind = async (setting) => {
  const { dice, columns, granted } = setting
  const free = columns.filter((column) => !isMentioned(granted, column) && isChangeable(column))
  return setColumn(setting, dice.pick(free), dice.some(everybody(setting), 30))
}

/** Columns of relationships, consents and numbers say who exists; they are changed by the kinds below only. */
const isChangeable = ({ table, name }: Column) =>
  isContent(table) || !isOfDomain(table) || table === 'directory.person' || name === 'insz_encrypted'

const ungrantedRows: ChangeKind = async (setting) => {
  const { dice, columns, granted } = setting
  const tables = [...new Set(columns.map(({ table }) => table))].filter((table) => isContent(table) && !granted.tables.has(table))
  return tables.length === 0 ? undefined : turnRows(setting, dice.pick(tables), dice.some(everybody(setting), 20))
}

/** A cell that a condition withholds for a person: the column or the rows behind it. */
const withheldCell: ChangeKind = async (setting) => {
  const { dice, columns, granted, scope } = setting
  if (scope.inside.length === 0) return undefined
  const person = dice.pick(scope.inside)
  const open = await setting.openFor(person)
  const known = new Set(domainTables(setting))
  const tables = [...granted.tables].filter((table) => known.has(table) && isContent(table) && !open.tables.has(table))
  const hidden = columns.filter((column) => isMentioned(granted, column) && !isMentioned(open, column) && isChangeable(column))
  if (tables.length > 0 && dice.chance(50)) return turnRows(setting, dice.pick(tables), [person])
  return hidden.length === 0 ? undefined : setColumn(setting, dice.pick(hidden), [person])
}

/** Anything about persons who are not in scope. */
const outsidePerson: ChangeKind = async (setting) => {
  const { dice, columns, scope } = setting
  const persons = dice.some(scope.outside, 15)
  const tables = [...new Set(columns.map(({ table }) => table))].filter(isContent)
  if (dice.chance(50)) return turnRows(setting, dice.pick(tables), persons)
  return setColumn(setting, dice.pick(columns.filter(isChangeable)), persons)
}

const domainTables = ({ columns }: Setting) => [...new Set(columns.map(({ table }) => table))].filter(isOfDomain)

/** Persons who are not in scope disappear altogether. Those with referrals or incentives stay: what hangs on these could not be put back. */
const outsideGone: ChangeKind = async ({ dice, pool, scope }) => {
  const owned = await tablesOfPersons(pool)
  const without = owned.filter((table) => !isOfDomain(table)).map((table) => `not exists (select from ${table} t where t.person_id = u.id)`)
  const { rows } = await pool.query<{ id: string }>(`select u.id from unnest($1::uuid[]) u(id) where ${without.join(' and ')} order by 1`, [
    scope.outside,
  ])
  const persons = dice.some(
    rows.map(({ id }) => id),
    5,
  )
  const tables = ['directory.person', ...owned.filter(isOfDomain)]
  const statement = { text: 'delete from directory.person where id = any ($1)', values: [persons] }
  return { what: `${persons.length} persons out of scope are gone`, persons, tables, statements: [statement] }
}

/** A person nobody knew comes to be known by another organisation. */
const outsideNew: ChangeKind = async (setting) => {
  const { dice, columns, organisation } = setting
  const id = dice.uuid()
  const names = columns.filter(({ table }) => table === 'directory.person').map(({ name }) => name)
  const ids = Array.from({ length: 4 }, () => dice.uuid())
  const person = {
    text: `insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, ${names}) select $1, $2, $3, $4, $5, ${names} from directory.person order by id limit 1`,
    values: [id, ...ids],
  }
  const known = {
    text: `insert into directory.relationship (person_id, newcomer_id, evidence_ref, organisation_id, capacity, valid_from, source)
      select $1, $2, $4, r.organisation_id, r.capacity, r.valid_from, 'TEST' from directory.relationship r where r.organisation_id <> $3 order by r.id limit 3 on conflict do nothing`,
    values: [id, ids[dice.whole(3)], organisation, ids[3]],
  }
  return {
    what: 'a new person of other organisations',
    persons: [id],
    tables: ['directory.person', 'directory.relationship'],
    statements: [person, known],
  }
}

/** Relationships of other organisations come, end and go, also for persons in scope. */
const othersRelationship: ChangeKind = async (setting) => {
  const { dice, organisation, today } = setting
  const persons = dice.some(everybody(setting), 25)
  const text = dice.pick([
    'delete from directory.relationship where person_id = any ($1) and organisation_id <> $2',
    `update directory.relationship set valid_until = '${today}' where person_id = any ($1) and organisation_id <> $2 and valid_from < '${today}'`,
    `update directory.relationship set valid_until = null where person_id = any ($1) and organisation_id <> $2`,
    `insert into directory.relationship (person_id, newcomer_id, evidence_ref, organisation_id, capacity, valid_from, source)
     select r.person_id, r.newcomer_id, r.evidence_ref, o.id, r.capacity, r.valid_from, 'TEST' from directory.relationship r, directory.organisation o
     where r.person_id = any ($1) and o.id <> $2 and o.id % 7 = ${dice.whole(7)} and o.id % 11 = 3 on conflict do nothing`,
  ])
  return {
    what: `${text.slice(0, 60)}`,
    persons,
    tables: ['directory.relationship'],
    statements: [{ text, values: [persons, organisation] }],
  }
}

/** What the caller's own organisation had, will have, or has in another capacity makes nobody exist under this contract. */
const notYetOrNoLonger: ChangeKind = async (setting) => {
  const { dice, organisation, today, contract, scope, sector } = setting
  const persons = dice.some(scope.outside, 20)
  const others = ['RESIDENT', 'LIVING_WAGE_CLIENT', 'GPMI_CLIENT', 'TRAJECTORY_CLIENT', 'JOBSEEKER', 'REFERRAL_PARTY', 'ACCEPTED_REFERRAL']
  const named = dice.pick([...contract.capacities])
  const unnamed = dice.pick(others.filter((capacity) => !contract.capacities.has(capacity)))
  const [capacity, from, until] = dice.pick([
    [named, '2026-12-24', null],
    [named, '2025-01-01', today],
    [named, '2025-01-02', '2025-02-02'],
    [unnamed, '2025-01-03', null],
  ] as const)
  const text = `insert into directory.relationship (person_id, newcomer_id, evidence_ref, organisation_id, capacity, valid_from, valid_until, source)
    select p.id, p.${sector}_id, p.evidence_ref, $2, $3::directory.capacity, $4::date, $5::date, 'TEST' from directory.person p where p.id = any ($1) on conflict do nothing`
  const what = `${persons.length} persons out of scope as ${capacity} from ${from} until ${until}`
  return {
    what,
    persons,
    tables: ['directory.relationship'],
    statements: [{ text, values: [persons, organisation, capacity, from, until] }],
  }
}

/** Consents for other purposes or recipients, to another organisation, and those that ended or have not begun. */
const otherConsent: ChangeKind = async (setting) => {
  const { dice, contract, today } = setting
  const persons = dice.some(everybody(setting), 30)
  const pairs = [
    'MATCHING/VDAB',
    'REFERRAL/OCMW',
    'INCENTIVE_DECISION/OCMW',
    'REFERRAL/INTEGRATION_AGENCY',
    'REFERRAL/VDAB',
    'TRAJECTORY_FOLLOW_UP/OCMW',
  ]
  const [purpose = '', recipient = ''] = dice.pick(pairs.filter((pair) => pair !== `${contract.purpose}/${contract.recipient}`)).split('/')
  const asOwn = dice.chance(60)
  const ended = dice.pick([['2024-01-01', today] as const, ['2027-01-01', null] as const])
  const toOthers = asOwn && dice.chance(50)
  const [from, until] = asOwn && !toOthers ? ended : (['2025-01-01', null] as const)
  const agreed = asOwn ? [contract.purpose, contract.recipient] : [purpose, recipient]
  const values = [persons, ...agreed, from, until, setting.organisation, Object.keys(CONSENT_GROUPS), toOthers]
  const text = `insert into directory.consent (person_id, organisation_id, fact_group, purpose, recipient, valid_from, valid_until, given_how, source)
    select u.id, case when $8 then (select o.id from directory.organisation o where o.id <> $6::int order by o.id desc limit 1) else $6::int end, g.name,
      $2, $3, $4::date, $5::date, 'IN_WRITING', 'TEST'
    from unnest($1::uuid[]) u(id), unnest($7::text[]) g(name) on conflict do nothing`
  const what = `consents ${[...agreed, from, until].join(' ')} to ${toOthers ? 'another organisation' : 'the own organisation'}`
  return { what, persons, tables: ['directory.consent'], statements: [{ text, values }] }
}

/** Rows of the caller's own domain that another organisation holds come, change and go, for persons in scope too: they are that one's file. */
const othersFile: ChangeKind = async (setting) => {
  const { dice, columns, contract, organisation, overAllHolders } = setting
  const owner = OWNER_OF[contract.recipient as Recipient]
  const held = columns.filter(({ table, name }) => name === 'organisation_id' && table.startsWith(`${owner?.toLowerCase()}.`))
  if (held.length === 0) return undefined
  const persons = dice.some(everybody(setting), 40)
  const others = 'not exists (select from directory.lineage l where l.organisation_id = $2 and l.member_id = t.organisation_id)'
  const whole = held.map(({ table }) => table).filter((table) => !overAllHolders.tables.has(table) && !setting.compared.tables.has(table))
  if (whole.length > 0 && dice.chance(50)) {
    const table = dice.pick(whole)
    const names = columns.filter((column) => column.table === table && column.name !== 'organisation_id').map(({ name }) => name)
    const text = dice.chance(60)
      ? `insert into ${table} (person_id, organisation_id, ${names.join(', ')}) select t.person_id, o.id, ${names.map((name) => `t.${name}`).join(', ')}
         from ${table} t, (select o.id from directory.organisation o where o.id <> $2 order by md5(o.id::text || '${dice.whole(1000)}') limit 1) o
         where t.person_id = any ($1) on conflict do nothing`
      : `delete from ${table} t where t.person_id = any ($1) and t.organisation_id is not null and ${others}`
    return {
      what: `${text.slice(0, 6)} rows of ${table} of another holder`,
      persons,
      tables: [table],
      statements: [{ text, values: [persons, organisation] }],
    }
  }
  const tables = new Set(held.map(({ table }) => table))
  const free = columns.filter(
    (column) =>
      tables.has(column.table) &&
      column.name !== 'organisation_id' &&
      !isMentioned(overAllHolders, column) &&
      !isMentioned(setting.compared, column),
  )
  if (free.length === 0) return undefined
  const { table, name, type, values } = dice.pick(free)
  const value = dice.pick(values.length === 0 ? [null] : [...values])
  const text = `update ${table} t set ${name} = $3::${type} where t.person_id = any ($1) and t.organisation_id is not null and ${others}`
  return {
    what: `${table}.${name} = ${value} of another holder`,
    persons,
    tables: [table],
    column: name,
    statements: [{ text, values: [persons, organisation, value] }],
  }
}

/**
 * Files that queues compare. Of the file of another holder, whatever it is not compared by; and every file of others about persons of whom the own
 * organisation has none: those two may be in conflict as they like.
 */
const comparedFile: ChangeKind = async (setting) => {
  const { dice, columns, organisation, compared } = setting
  const tables = [...compared.tables].filter((table) =>
    columns.some((column) => column.table === table && column.name === 'organisation_id'),
  )
  if (tables.length === 0) return undefined
  const table = dice.pick(tables)
  const own = (holder: string) => `exists (select from directory.lineage l where l.organisation_id = $2 and l.member_id = ${holder})`
  const strange = `not exists (select from ${table} mine where mine.person_id = t.person_id and ${own('mine.organisation_id')})`
  const ofTable = columns.filter((column) => column.table === table && column.name !== 'organisation_id')
  const persons = dice.some(everybody(setting), 60)
  const change: Pick<Change, 'persons' | 'tables' | 'ofQueue'> = { persons, tables: [table], ofQueue: true }
  const free = ofTable.filter((column) => !isMentioned(compared, column))
  const cut = free.length > 0 && dice.chance(50)
  if (cut || dice.chance(40)) {
    const { name, type, values } = dice.pick(cut ? free : ofTable)
    const text = `update ${table} t set ${name} = $3::${type} where t.person_id = any ($1) and ${cut ? `t.organisation_id is not null and not ${own('t.organisation_id')}` : strange}`
    const value = dice.pick(values.length === 0 ? [null] : [...values])
    return {
      ...change,
      what: `${table}.${name} = ${value} of ${cut ? 'another holder' : 'holders beside whom there is no own file'}`,
      column: name,
      statements: [{ text, values: [persons, organisation, value] }],
    }
  }
  const names = ofTable.map(({ name }) => name)
  // Two others hold the same file, from today on in force: nobody else has to do with that.
  const text = `insert into ${table} (person_id, organisation_id, ${names.join(', ')})
    select t.person_id, o.id, ${names.map((name) => (name === 'valid_until' ? 'null' : `t.${name}`)).join(', ')}
    from (select distinct on (p.id) p.id as person_id, ${names.map((name) => `f.${name}`).join(', ')} from directory.person p, ${table} f
      where p.id = any ($1) order by p.id, md5(f.id::text || '${dice.whole(1000)}')) t,
    (select id from directory.organisation where id not in (select member_id from directory.lineage where organisation_id = $2)
      order by md5(id::text || '${dice.whole(1000)}') limit 2) o
    where ${strange} on conflict do nothing`
  return { ...change, what: `two others hold a file in ${table}`, statements: [{ text, values: [persons, organisation] }] }
}

/** Nothing changes but the place of rows on disk: no order may come from there. */
const rewritten: ChangeKind = async (setting) => {
  const { dice, columns } = setting
  const table = dice.pick(domainTables(setting))
  const { name } = dice.pick(columns.filter((column) => column.table === table))
  const persons = dice.some(everybody(setting), 60)
  const text = `update ${table} set ${name} = ${name} where ${personKey(table)} = any ($1)`
  return { what: `rows of ${table} are written anew`, persons, tables: [table], column: name, statements: [{ text, values: [persons] }] }
}

export const CHANGES: Record<string, ChangeKind> = {
  ungrantedColumn,
  ungrantedRows,
  withheldCell,
  outsidePerson,
  outsideGone,
  outsideNew,
  othersRelationship,
  notYetOrNoLonger,
  otherConsent,
  othersFile,
  comparedFile,
  rewritten,
}
