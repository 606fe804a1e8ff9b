/** A domain of the hub, in one declaration: everything that holds for every domain follows from the list of these (all.ts). */
import type { GraphQLSchema } from 'graphql'
import type { Condition } from '../../access/protocols/condition.ts'
import type { Owner } from '../../base/owner.ts'
import type { BuildMode } from '../../graphql/schema/builder.ts'
import type { FactSheet } from '../../query/fact-sheet.ts'
import { recordTypeOf } from '../../query/fact-sql.ts'
import { choice, day, optional, rowForEach } from './record-field.ts'
import { declareRecords, type RecordDeclaration, type RecordType } from './record-type.ts'

export type DomainDeclaration = {
  /** Name of its subgraph, and of the record by which its sources say what they cover (`workCoverage`). */
  name: string
  owner: Owner
  /** Whose word its facts are, for the code list of owners. */
  description: string
  /** Schema of the database that holds its tables. */
  schema: string
  /** Whether its sources cover record types: then it has a table `coverage`, without whose rows absence of others never means "no", and a table `dossier` with the day of the newest word about each person. */
  covers?: boolean
  /** Builds its part of the hub schema, or its subgraph. */
  build: (mode: BuildMode) => GraphQLSchema
  /** Facts that are computed once a day. */
  sheet?: FactSheet
  /** What its sources deliver. */
  records: readonly RecordType[]
  /** Conditions on its tables that a protocol can name. */
  conditions?: Readonly<Record<string, Condition>>
  /** Tables of other domains that its facts, filters and conditions name. The person's own row is at hand everywhere, and is named nowhere. */
  alsoDependsOn?: readonly string[]
}

export type Domain = Readonly<Required<Omit<DomainDeclaration, 'sheet'>> & Pick<DomainDeclaration, 'sheet'>>

/** @throws with the name of the domain when a part of the declaration is not its own. */
export function defineDomain(declaration: DomainDeclaration): Domain {
  const { name, owner, schema, covers = false, sheet, records, conditions = {}, alsoDependsOn = [] } = declaration
  const isOwn = (table: string) => table.startsWith(`${schema}.`)
  const problems = [
    ...(sheet === undefined || sheet.table === `${schema}.fact_sheet`
      ? []
      : [`its fact sheet is ${sheet.table} instead of ${schema}.fact_sheet`]),
    ...records
      .filter(({ table }) => !isOwn(table))
      .map((record) => `record ${record.name} is kept in ${record.table}, outside its schema ${schema}`),
    ...records
      .filter((record) => record.domain !== owner)
      .map((record) => `record ${record.name} belongs to ${record.domain} instead of ${owner}`),
    ...records
      .filter((record) => covers && recordTypeOf(record.table) !== record.name)
      .map((record) => `record ${record.name} is kept in ${record.table}, whose name says ${recordTypeOf(record.table)}`),
    ...Object.keys(conditions)
      .filter((condition) => !/^[A-Z][A-Z0-9_]*$/.test(condition))
      .map((condition) => `condition ${condition} is not in capitals`),
    ...alsoDependsOn.filter(isOwn).map((table) => `alsoDependsOn names ${table}, which is its own`),
  ]
  if (problems.length > 0) throw new Error(`domain ${name}: ${problems.join('; ')}`)
  return { ...declaration, covers, conditions, alsoDependsOn, records: [...records, ...coverageRecords({ ...declaration, covers })] }
}

/** Record by which a source says what it covers, generated for the record types of the domain. */
function coverageRecords({ name, owner, schema, covers, records }: DomainDeclaration): RecordType[] {
  if (covers !== true || records.length === 0) return []
  const names = records.map((record) => record.name)
  const declared: RecordDeclaration = {
    description:
      'What a source covers about the person: on the days of the period, the records of these types are all there are, so that absence of one means "no". A later one about the same types replaces it.',
    table: `${schema}.${COVERAGE}`,
    holder: 'OPTIONAL',
    key: ['covers'],
    fields: {
      covers: rowForEach(choice(names, 'text', 'Record type.'), 'record_type', 'Record types that it covers.'),
      validFrom: day('First day of the period.'),
      validUntil: optional(day('First day that is not covered any more; absent while open.')),
    },
  }
  return Object.values(declareRecords(owner, { [`${name}Coverage`]: declared }))
}

/** Name of the table of coverage in each domain's schema. */
export const COVERAGE = 'coverage'
