/** GraphQL schema of the local domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { defineDomain } from '../declaration/domain.ts'
import { LOCAL_CONDITIONS } from './conditions.ts'
import { LOCAL_RECORDS } from './delivery.ts'
import { LOCAL_SHEET } from './fact-sheet.ts'
import { addLocalFilters } from './filters.ts'
import { addLocalFields } from './schema.ts'

/** Newcomer as local government knows the person: household, living wage and project for social integration. */
function build(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('LOCAL', mode)
  addLocalFields(domain)
  addLocalFilters(domain)
  return toDomainSchema(domain)
}

export const LOCAL = defineDomain({
  name: 'local',
  owner: 'LOCAL',
  description: 'OCMWs.',
  schema: 'local',
  covers: true,
  build,
  sheet: LOCAL_SHEET,
  records: Object.values(LOCAL_RECORDS),
  conditions: LOCAL_CONDITIONS,
  alsoDependsOn: ['directory.lineage', 'directory.organisation', 'directory.relationship'],
})
