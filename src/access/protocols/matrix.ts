/** Who sees what, in one table: every coordinate of the hub schema against every contract. Reviewed by people as a file. */
import type { GraphQLSchema } from 'graphql'
import type { Contracts } from './contract.ts'
import { listCoordinates } from './coordinate.ts'

/** One cell: granted, granted under conditions, or nothing. */
export type MatrixCell = 'yes' | `when ${string}` | '-'

export type Matrix = { contracts: string[]; rows: { coordinate: string; owner: string; cells: MatrixCell[] }[] }

export function buildMatrix(hub: GraphQLSchema, { byName }: Contracts): Matrix {
  const contracts = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const coordinates = listCoordinates(hub).filter(({ structural }) => !structural)
  const rows = coordinates.map(({ coordinate, owner }) => ({
    coordinate,
    owner: owner ?? 'nobody',
    cells: contracts.map(({ grants }): MatrixCell => {
      const grant = grants.get(coordinate)
      if (grant === undefined) return '-'
      return grant.when === null ? 'yes' : `when ${grant.when.join(' or ')}`
    }),
  }))
  return { contracts: contracts.map(({ name }) => name), rows: rows.sort((a, b) => (a.coordinate < b.coordinate ? -1 : 1)) }
}

/** Tab-separated text: one line per coordinate, so that a change of one grant is one changed line. */
export function renderMatrix({ contracts, rows }: Matrix): string {
  const lines = [['coordinate', 'owner', ...contracts], ...rows.map(({ coordinate, owner, cells }) => [coordinate, owner, ...cells])]
  return `${lines.map((line) => line.join('\t')).join('\n')}\n`
}
