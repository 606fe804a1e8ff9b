/** A domain of the hub, in one declaration: everything that holds for every domain follows from the list of these (all.ts). */
import type { GraphQLSchema } from 'graphql'
import type { Condition } from '../../access/protocols/condition.ts'
import type { Owner } from '../../base/owner.ts'
import type { BuildMode } from '../../graphql/schema/builder.ts'
import type { FactSheet } from '../../query/fact-sheet.ts'
import { declareRecords, type RecordType } from './record-type.ts'

export type DomainDeclaration = {
  /** Name of its subgraph, and of the record that says that it knows a person (`workDossier`). */
  name: string
  owner: Owner
  /** Whose word its facts are, for the code list of owners. */
  description: string
  /** Schema of the database that holds its tables. */
  schema: string
  /** Table with one row for each person that the domain knows. Absent: it knows everybody, and absence of rows never means "no". */
  dossier?: string
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

export type Domain = Readonly<Required<Omit<DomainDeclaration, 'dossier' | 'sheet'>> & Pick<DomainDeclaration, 'dossier' | 'sheet'>>

/** @throws with the name of the domain when a part of the declaration is not its own. */
export function defineDomain(declaration: DomainDeclaration): Domain {
  const { name, owner, schema, dossier, sheet, records, conditions = {}, alsoDependsOn = [] } = declaration
  const isOwn = (table: string) => table.startsWith(`${schema}.`)
  const problems = [
    ...(dossier === undefined || isOwn(dossier) ? [] : [`dossier ${dossier} is outside its schema ${schema}`]),
    ...(sheet === undefined || sheet.table === `${schema}.fact_sheet`
      ? []
      : [`its fact sheet is ${sheet.table} instead of ${schema}.fact_sheet`]),
    ...records
      .filter(({ table }) => !isOwn(table))
      .map((record) => `record ${record.name} is kept in ${record.table}, outside its schema ${schema}`),
    ...records
      .filter((record) => record.domain !== owner)
      .map((record) => `record ${record.name} belongs to ${record.domain} instead of ${owner}`),
    ...Object.keys(conditions)
      .filter((condition) => !/^[A-Z][A-Z0-9_]*$/.test(condition))
      .map((condition) => `condition ${condition} is not in capitals`),
    ...alsoDependsOn.filter(isOwn).map((table) => `alsoDependsOn names ${table}, which is its own`),
  ]
  if (problems.length > 0) throw new Error(`domain ${name}: ${problems.join('; ')}`)
  return { ...declaration, conditions, alsoDependsOn, records: [...records, ...dossierRecords(declaration)] }
}

function dossierRecords({ name, owner, dossier }: DomainDeclaration): RecordType[] {
  if (dossier === undefined) return []
  const description = 'The domain knows the person, whatever else it delivers: absence of other records then means "no".'
  return Object.values(declareRecords(owner, { [`${name}Dossier`]: { description, table: dossier, key: [], fields: {} } }))
}
