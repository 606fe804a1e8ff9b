/**
 * One Pothos builder per domain, made by one factory, so that the same modules build either as part of the hub or as
 * Federation 2 subgraphs. Federation directives exist only in the second build: merging refuses unknown directives.
 */
import SchemaBuilder, { type ArgBuilder } from '@pothos/core'
import DirectivePlugin from '@pothos/plugin-directives'
import FederationPlugin from '@pothos/plugin-federation'
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import type { Conditions } from '../../access/protocols/condition.ts'
import type { Insz } from '../../base/insz.ts'
import type { Owner } from '../../base/owner.ts'
import { declare, hubExtension } from '../../query/declare.ts'
import { NEWCOMERS } from '../../query/row-source.ts'
import type { RequestContext, Row } from './context.ts'
import { createInszScalar, GraphQLDay, GraphQLInstant } from './scalars.ts'

type TextScalar = { Input: string; Output: string }
type HubTypes = {
  Context: RequestContext
  Scalars: { ID: TextScalar; Date: TextScalar; DateTime: TextScalar; Insz: { Input: Buffer; Output: string } }
}

/** How the domain modules are built. */
export type BuildMode = {
  /** As a Federation 2 subgraph instead of a part of the hub. */
  federated: boolean
  /** Whether INSZ of fictional persons (month +60) are accepted: never in production. */
  allowSynthetic: boolean
  /** Keyed hash of an INSZ, by which persons are found. */
  hashInsz: (insz: Insz) => Buffer
  /** Turns the stored form of an INSZ into the number. */
  decodeInsz: (stored: string) => string
  /** Of all domains, for the code list that callers read. */
  conditions: Conditions
  /** How a subgraph answers for a newcomer that another subgraph names; null when it is none of the caller's. */
  resolveReference?: (reference: { id: string }, context: RequestContext, info: GraphQLResolveInfo) => Promise<Row | null>
}

/** Builder of one domain, with the scalars all share and its own part of Newcomer.
 *  @param owner whose coordinates the module declares unless a field says otherwise. */
export function createDomainBuilder(owner: Owner, mode: BuildMode) {
  const builder = new SchemaBuilder<HubTypes>({ plugins: mode.federated ? [DirectivePlugin, FederationPlugin] : [] })
  builder.addScalarType('Date', GraphQLDay)
  builder.addScalarType('DateTime', GraphQLInstant)
  builder.addScalarType('Insz', createInszScalar(mode.allowSynthetic, mode.hashInsz))
  const Newcomer = builder.objectRef<Row>('Newcomer').implement({
    description: 'Person first registered in Flanders with a residence title (nieuwkomer), as far as this contract grants.',
    extensions: hubExtension({ source: NEWCOMERS }),
    fields: (t) => ({
      id: t.field({
        ...declare("Pseudonym of the person in the caller's sector. The same person has another id in each other sector.", {
          read: { kind: 'pseudonym' },
          owner: 'DIRECTORY',
        }),
        type: 'ID',
        nullable: false,
      }),
    }),
  })
  return { builder, Newcomer, owner, mode }
}

export type DomainBuilder = ReturnType<typeof createDomainBuilder>

type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<HubTypes>

/** What Pothos hands to the `fields` of an object type whose rows the compiled statement makes. */
export type RowFields = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Row>

/** What Pothos hands to a field that declares its arguments. */
export type FieldArgs = { arg: ArgBuilder<SchemaTypes> }

/** Object type that was declared. */
export type ObjectType<Item> = PothosSchemaTypes.ObjectRef<SchemaTypes, Item>

/** Schema of a domain: a part of the hub, or a subgraph in which Newcomer is an entity with key `id`. */
export function toDomainSchema({ builder, Newcomer, mode }: DomainBuilder): GraphQLSchema {
  if (!mode.federated) return builder.toSchema()
  const { resolveReference } = mode
  builder.asEntity(Newcomer, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: async (reference, context, info) => (await resolveReference?.(reference, context, info)) ?? null,
  })
  return builder.toSubGraphSchema({})
}
