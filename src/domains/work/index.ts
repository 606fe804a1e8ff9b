/** GraphQL schema of the work domain. */
import type { GraphQLSchema } from 'graphql'
import { type BuildMode, createDomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { defineDomain } from '../declaration/domain.ts'
import { WORK_CONDITIONS } from './conditions.ts'
import { WORK_RECORDS } from './delivery.ts'
import { WORK_SHEET } from './fact-sheet.ts'
import { addWorkFilters } from './filters.ts'
import { addWorkFields } from './schema.ts'

/** Newcomer as VDAB knows the person: registration, benefit, training and employment. */
function build(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('WORK', mode)
  const enums = addWorkFields(domain)
  addWorkFilters(domain, enums)
  return toDomainSchema(domain)
}

export const WORK = defineDomain({
  name: 'work',
  owner: 'WORK',
  description: 'VDAB.',
  schema: 'work',
  covers: true,
  build,
  sheet: WORK_SHEET,
  records: Object.values(WORK_RECORDS),
  conditions: WORK_CONDITIONS,
  alsoDependsOn: ['integration.contract'],
})
