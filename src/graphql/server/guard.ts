/**
 * Guards on root fields: each must have a rule, or is denied. Everything below a root field is already decided by the contract's
 * schema, so leaf fields stay unwrapped. That a caller asks under its own contract is looked at when its context is made.
 */
import { createRequire } from 'node:module'
import type { GraphQLSchema } from 'graphql'
import type * as Middleware from 'graphql-middleware'
import type * as Shield from 'graphql-shield'
import type { Contract } from '../../access/protocols/contract.ts'
import { Forbidden } from '../../base/faults.ts'

// Both CommonJS builds from one place: the ESM build imports what Node 24 no longer has, and mixed builds break instanceof.
const load = createRequire(import.meta.url)
const { shield, allow, deny } = load('graphql-shield') as typeof Shield
const { applyMiddleware } = load('graphql-middleware') as typeof Middleware

/** What a root field asks of the contract that it is answered under. Nothing of a request changes it, so it is decided once. */
type ContractRule = (contract: Pick<Contract, 'sector'>) => boolean

const anyContract: ContractRule = () => true

/** Persons are answered only to groups that have ids for them. */
const meetsPersons: ContractRule = ({ sector }) => sector !== null

/** By root field. */
const ROOT_RULES: Record<string, ContractRule> = {
  'Query.viewer': anyContract,
  'Query.newcomer': meetsPersons,
  'Query.newcomerByInsz': meetsPersons,
  'Query.newcomersById': meetsPersons,
  'Query.newcomers': meetsPersons,
  'Query.dataUse': anyContract,
  'Query.statisticsTables': anyContract,
  'Query.statistics': anyContract,
  'Query.incentives': meetsPersons,
  'Query.assessIncentive': meetsPersons,
  'Query.assessIncentives': meetsPersons,
  'Query.incentiveAssessment': meetsPersons,
  'Query.incentiveAssessments': meetsPersons,
  'Query.incentiveQueue': meetsPersons,
  'Query.incentiveDecision': meetsPersons,
  'Query.incentiveDecisions': meetsPersons,
  'Mutation.openAssessments': meetsPersons,
  'Mutation.closeAssessment': meetsPersons,
  'Mutation.decideIncentive': meetsPersons,
  'Mutation.revokeIncentive': meetsPersons,
  'Mutation.supersedeDecision': meetsPersons,
  'Query.referral': meetsPersons,
  'Query.referrals': meetsPersons,
  'Query.outreach': meetsPersons,
  'Mutation.submitReferral': meetsPersons,
  'Mutation.withdrawReferral': meetsPersons,
  'Mutation.receiveReferral': meetsPersons,
  'Mutation.requestReferralInformation': meetsPersons,
  'Mutation.answerReferralInformation': meetsPersons,
  'Mutation.acceptReferral': meetsPersons,
  'Mutation.rejectReferral': meetsPersons,
  'Mutation.rerouteReferral': meetsPersons,
  'Mutation.scheduleReferral': meetsPersons,
  'Mutation.reportNoShow': meetsPersons,
  'Mutation.startReferral': meetsPersons,
  'Mutation.holdReferral': meetsPersons,
  'Mutation.resumeReferral': meetsPersons,
  'Mutation.completeReferral': meetsPersons,
  'Mutation.stopReferral': meetsPersons,
  'Mutation.cancelReferral': meetsPersons,
  'Mutation.correctReferral': meetsPersons,
}

/** Puts the guards on the root fields of a contract's schema; a root field without a rule is denied, and so is one whose rule the contract does not meet. */
export function guardRoots(contract: Pick<Contract, 'schema' | 'sector'>, rules: Record<string, ContractRule> = ROOT_RULES): GraphQLSchema {
  const { schema } = contract
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null)
  const guardOf = (coordinate: string) => (rules[coordinate]?.(contract) === true ? allow : deny)
  const tree = Object.fromEntries(
    roots.map((type) => [
      type.name,
      Object.fromEntries(Object.keys(type.getFields()).map((name) => [name, guardOf(`${type.name}.${name}`)])),
    ]),
  )
  const generator = shield(tree, {
    fallbackRule: deny,
    fallbackError: new Forbidden('FORBIDDEN', 'This operation is not allowed.'),
    allowExternalErrors: true,
  })
  const rootNames = new Set(roots.map(({ name }) => name))
  // The generator would wrap every field of every type with the fallback; only the roots are guarded here.
  const generate = generator.generate.bind(generator)
  generator.generate = (target) => Object.fromEntries(Object.entries(generate(target)).filter(([type]) => rootNames.has(type)))
  return applyMiddleware(schema, generator)
}
