/** Which tables a contract grants: values of an enum that protocols name one by one. */
import type { Contract } from '../../../access/protocols/contract.ts'
import { TABLE_NAMES } from '../tables/catalogue.ts'

/** Enum whose values are the tables. */
export const tableEnumName = 'StatisticsTableName'

/** `funnel` as FUNNEL, and back. */
export const toTableValue = (name: string): string => name.toUpperCase()
export const toTableName = (value: string): string => value.toLowerCase()

/** Names of the tables that the contract's protocols grant; none when they grant no figures at all. */
export function grantedTables({ grants, schema }: Pick<Contract, 'grants' | 'schema'>): ReadonlySet<string> {
  if (schema.getQueryType()?.getFields().statistics === undefined) return new Set()
  return new Set(TABLE_NAMES.filter((name) => grants.get(`${tableEnumName}.${toTableValue(name)}`)?.when === null))
}
