/**
 * A domain to copy: type-checked with the rest, and in no list, so no hub has it. docs/recipes says which steps make a copy a domain: its tables,
 * their rights, an owner of its own (LOCAL stands in here), a line in all.ts, a protocol.
 */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { fact } from '../../query/declare.ts'
import { defineDomain } from '../declaration/domain.ts'
import { EXAMPLE_RECORDS } from './delivery.ts'
import { exampleAsOf, visited } from './facts.ts'

/** Newcomer as the example service knows the person. */
function build(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('LOCAL', mode)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    visited: t.boolean(fact(visited)),
    exampleAsOf: t.field({ type: 'Date', ...fact(exampleAsOf) }),
  }))
  return toDomainSchema(domain)
}

export const EXAMPLE = defineDomain({
  name: 'example',
  owner: 'LOCAL',
  description: 'Example service.',
  schema: 'example',
  covers: true,
  build,
  records: Object.values(EXAMPLE_RECORDS),
})
