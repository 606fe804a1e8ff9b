/** Schema coordinates ("Type.field") of the hub schema: who owns each, and what reveals it. */
import {
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
} from 'graphql'
import type { Owner } from '../../base/owner.ts'

/** What a root field needs of a request beside a contract that has it. */
export type Need =
  /** A contract under which persons have ids. */
  | 'PERSONS'
  /** A name for the act (Idempotency-Key), when a machine asks. */
  | 'ACT_KEY'
  /** A person who acts: the field decides about somebody. */
  | 'HUMAN'

/** What access needs to know of a field, input field or enum value; the reading side adds more under the same key. */
export type AccessExtension = {
  /** Overrides the owner of the module that declares it. */
  owner?: Owner
  /** Carries no data of its own (connections, the viewer): kept in every contract that reaches it. */
  structural?: true
  /** Enum whose values are granted one by one, because asking for a value is itself a use. */
  grantedByValue?: true
  /** Coordinates whose values a filter or an order would reveal: kept in a contract only where all of them are granted without condition. */
  reveals?: readonly string[]
  /**
   * Coordinate under which the contract may show the same value of the person anyway. A condition on this one opens it beside that: whoever
   * may see the value there, in scope, sees it here.
   */
  sameAs?: string
  /** Every root field says what it needs, if only an empty list; src/graphql/server/guard.ts refuses one that does not. */
  needs?: readonly Need[]
  /** How the reading side narrows or sorts by it; access asks only whether it does. */
  restrict?: unknown
  sort?: unknown
}

export function accessOf(carrier: { extensions?: Readonly<Record<string, unknown>> | null | undefined } | undefined): AccessExtension {
  return (carrier?.extensions?.hub as AccessExtension | undefined) ?? {}
}

export type Coordinate = { coordinate: string; owner: Owner | undefined; structural: boolean; description: string | undefined }

/** Every disclosable coordinate: fields of object types (roots aside) and values of enums that are granted by value. */
export function listCoordinates(schema: GraphQLSchema): Coordinate[] {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isIntrospectionType(type)) return []
    if (isObjectType(type) && !roots.has(type)) return Object.values(type.getFields()).map((field) => toCoordinate(type.name, field))
    if (isEnumType(type) && accessOf(type).grantedByValue)
      return type.getValues().map((value) => toCoordinate(type.name, value, accessOf(type)))
    return []
  })
}

function toCoordinate(
  typeName: string,
  member: GraphQLField<unknown, unknown> | GraphQLEnumValue,
  inherited: AccessExtension = {},
): Coordinate {
  const access = { ...inherited, ...accessOf(member) }
  return {
    coordinate: `${typeName}.${member.name}`,
    owner: access.owner,
    structural: access.structural === true,
    description: member.description ?? undefined,
  }
}

/** Input fields and enum values by which rows are chosen or sorted, or that say what they reveal. @property reveals undefined: nobody said. */
export function listRevealing(schema: GraphQLSchema): { coordinate: string; reveals: readonly string[] | undefined }[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    const members: (GraphQLInputField | GraphQLEnumValue)[] = isInputObjectType(type)
      ? Object.values(type.getFields())
      : isEnumType(type)
        ? [...type.getValues()]
        : []
    return members.flatMap((member) => {
      const { reveals, restrict, sort } = accessOf(member)
      return reveals === undefined && restrict === undefined && sort === undefined
        ? []
        : [{ coordinate: `${type.name}.${member.name}`, reveals }]
    })
  })
}
