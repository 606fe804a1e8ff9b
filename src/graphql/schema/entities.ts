/** How a subgraph answers for the newcomers that a gateway names: all of one entity fetch in one statement. */
import DataLoader from 'dataloader'
import type { FieldNode, GraphQLResolveInfo } from 'graphql'
import { BATCH_MAX } from './batch.ts'
import type { BuildMode } from './builder.ts'
import { parseAnswer, type RequestContext, type Row } from './context.ts'

type Loader = DataLoader<string, Row | null>

/** Reference resolver with a loader per request and entity selection; nothing is shared between requests. */
export function createReferenceResolver(): NonNullable<BuildMode['resolveReference']> {
  const loaders = new WeakMap<RequestContext, Map<FieldNode | undefined, Loader>>()
  return ({ id }, context, info) => {
    const ofRequest = loaders.get(context) ?? new Map<FieldNode | undefined, Loader>()
    loaders.set(context, ofRequest)
    const [node] = info.fieldNodes
    const loader = ofRequest.get(node) ?? createLoader(context, info)
    ofRequest.set(node, loader)
    return loader.load(id)
  }
}

function createLoader(context: RequestContext, info: GraphQLResolveInfo): Loader {
  const shape = () => ({ kind: 'persons', nodes: info.fieldNodes }) as const
  return new DataLoader(
    async (ids) => parseAnswer(await context.read({ who: { kind: 'byIds' }, shape, arguments: { ids: [...ids] } }, info)) as (Row | null)[],
    { maxBatchSize: BATCH_MAX },
  )
}
