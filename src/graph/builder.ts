/**
 * One Pothos builder per domain, made by one factory, so that the same modules build either as part of the hub or as
 * Federation 2 subgraphs. Federation directives exist only in the second build: merging refuses unknown directives.
 */
import SchemaBuilder from '@pothos/core'
import DirectivePlugin from '@pothos/plugin-directives'
import FederationPlugin from '@pothos/plugin-federation'
import type { Owner } from '../access/owner.ts'
import { readFromTree } from '../read/declare.ts'
import type { RequestContext } from './context.ts'
import { createInszScalar, GraphQLDay, GraphQLInstant } from './scalars.ts'

/** Rows are trees of response keys made by the compiled statement; fields read them through their declaration. */
export type Row = Record<string, unknown>

type TextScalar = { Input: string; Output: string }
type HubTypes = {
  Context: RequestContext
  Scalars: { ID: TextScalar; Date: TextScalar; DateTime: TextScalar; Insz: TextScalar }
}

export type BuildMode = { federated: boolean; allowSynthetic: boolean }

/** Builder of one domain, with the scalars all share and its own part of Newcomer.
 *  @param owner whose coordinates the module declares unless a field says otherwise. */
export function createDomainBuilder(owner: Owner, mode: BuildMode) {
  const builder = new SchemaBuilder<HubTypes>({ plugins: mode.federated ? [DirectivePlugin, FederationPlugin] : [] })
  builder.addScalarType('Date', GraphQLDay)
  builder.addScalarType('DateTime', GraphQLInstant)
  builder.addScalarType('Insz', createInszScalar(mode.allowSynthetic))
  const Newcomer = builder.objectRef<Row>('Newcomer').implement({
    description: 'Person first registered in Flanders with a stay title (nieuwkomer), as far as this contract shows.',
    fields: (t) => ({
      id: t.field({
        type: 'ID',
        nullable: false,
        description: "Pseudonym of the person in the caller's sector; another sector knows the same person by another id.",
        extensions: { hub: { read: { kind: 'column', column: 'id' } } },
        resolve: readFromTree,
      }),
    }),
  })
  return { builder, Newcomer, owner, mode }
}

export type DomainBuilder = ReturnType<typeof createDomainBuilder>
