/** Says which purpose would grant a coordinate that a document asked for and its contract does not have. Never whether a value exists. */
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'

/** Adds `coordinate` and `purposes` to the errors of fields that exist in the hub but not in the contract. */
export function explainRefusals(
  errors: readonly GraphQLError[],
  document: DocumentNode,
  hub: GraphQLSchema,
  contract: Contract,
  contracts: Contracts,
): void {
  if (errors.length === 0) return
  const asked = hubCoordinates(document, hub)
  for (const error of errors) {
    const coordinate = error.nodes?.map((node) => asked.get(node)).find((found) => found !== undefined)
    if (coordinate === undefined || contract.grants.has(coordinate)) continue
    Object.assign(error.extensions, { coordinate, purposes: contracts.purposesGranting(contract.recipient, coordinate) })
  }
}

/** Coordinates of all fields of a document, read against the whole hub schema. */
function hubCoordinates(document: DocumentNode, hub: GraphQLSchema): Map<object, string> {
  const found = new Map<object, string>()
  const types = new TypeInfo(hub)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const parent = getNamedType(types.getParentType())
        if (isObjectType(parent) && parent.getFields()[node.name.value] !== undefined) found.set(node, `${parent.name}.${node.name.value}`)
      },
    }),
  )
  return found
}
