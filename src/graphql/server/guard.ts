/**
 * Guards on root fields: what needs the caller or the arguments, before anything is read. Everything below a root field is
 * already decided by the contract's schema, so leaf fields stay unwrapped.
 */
import { createRequire } from 'node:module'
import type { GraphQLSchema } from 'graphql'
import type * as Middleware from 'graphql-middleware'
import type * as Shield from 'graphql-shield'
import { recipientOf } from '../../access/identity/caller.ts'
import { Forbidden } from '../../base/faults.ts'
import type { RequestContext } from '../schema/context.ts'

// Both CommonJS builds from one place: the ESM build imports what Node 24 no longer has, and mixed builds break instanceof.
const load = createRequire(import.meta.url)
const { shield, rule, deny, and } = load('graphql-shield') as typeof Shield
const { applyMiddleware } = load('graphql-middleware') as typeof Middleware

type GuardRule = ReturnType<ReturnType<typeof rule>>

const guard = (name: string, allows: (context: RequestContext) => boolean, message: string): GuardRule =>
  rule(name, { cache: 'no_cache' })((_parent, _args, context: RequestContext) => allows(context) || new Forbidden('FORBIDDEN', message))

/** Purpose and organisation of the context are the contract's: a second look that costs nothing and must never refuse. */
const underItsContract = guard(
  'underItsContract',
  ({ caller, contract }) => recipientOf(caller) === contract.recipient && caller.purposes.includes(contract.purpose),
  'This caller may not use this operation.',
)

/** Persons are answered only to groups that have ids for them. */
const meetsPersons = guard('meetsPersons', ({ contract }) => contract.sector !== null, 'This caller may not read data about persons.')

/** What each root field asks of the caller, all of it. */
export const ROOT_RULES: Record<string, GuardRule[]> = {
  'Query.viewer': [underItsContract],
  'Query.newcomer': [underItsContract, meetsPersons],
  'Query.newcomerByInsz': [underItsContract, meetsPersons],
  'Query.newcomersById': [underItsContract, meetsPersons],
  'Query.newcomers': [underItsContract, meetsPersons],
  'Query.dataUse': [underItsContract],
  'Query.statisticsTables': [underItsContract],
  'Query.statistics': [underItsContract],
  'Query.incentives': [underItsContract, meetsPersons],
  'Query.assessIncentive': [underItsContract, meetsPersons],
  'Query.assessIncentives': [underItsContract, meetsPersons],
  'Query.incentiveAssessment': [underItsContract, meetsPersons],
  'Query.incentiveAssessments': [underItsContract, meetsPersons],
  'Query.incentiveQueue': [underItsContract, meetsPersons],
  'Query.incentiveDecision': [underItsContract, meetsPersons],
  'Query.incentiveDecisions': [underItsContract, meetsPersons],
  'Mutation.openAssessments': [underItsContract, meetsPersons],
  'Mutation.closeAssessment': [underItsContract, meetsPersons],
  'Mutation.decideIncentive': [underItsContract, meetsPersons],
  'Mutation.revokeIncentive': [underItsContract, meetsPersons],
  'Mutation.supersedeDecision': [underItsContract, meetsPersons],
  'Query.referral': [underItsContract, meetsPersons],
  'Query.referrals': [underItsContract, meetsPersons],
  'Query.outreach': [underItsContract, meetsPersons],
  'Mutation.submitReferral': [underItsContract, meetsPersons],
  'Mutation.withdrawReferral': [underItsContract, meetsPersons],
  'Mutation.receiveReferral': [underItsContract, meetsPersons],
  'Mutation.requestReferralInformation': [underItsContract, meetsPersons],
  'Mutation.answerReferralInformation': [underItsContract, meetsPersons],
  'Mutation.acceptReferral': [underItsContract, meetsPersons],
  'Mutation.rejectReferral': [underItsContract, meetsPersons],
  'Mutation.rerouteReferral': [underItsContract, meetsPersons],
  'Mutation.scheduleReferral': [underItsContract, meetsPersons],
  'Mutation.reportNoShow': [underItsContract, meetsPersons],
  'Mutation.startReferral': [underItsContract, meetsPersons],
  'Mutation.holdReferral': [underItsContract, meetsPersons],
  'Mutation.resumeReferral': [underItsContract, meetsPersons],
  'Mutation.completeReferral': [underItsContract, meetsPersons],
  'Mutation.stopReferral': [underItsContract, meetsPersons],
  'Mutation.cancelReferral': [underItsContract, meetsPersons],
  'Mutation.correctReferral': [underItsContract, meetsPersons],
}

/** Puts the guards on the root fields of a contract's schema; a root field without a rule is denied. */
export function guardRoots(schema: GraphQLSchema, rules: Record<string, GuardRule[]> = ROOT_RULES): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null)
  const tree = Object.fromEntries(
    roots.map((type) => {
      const fields = Object.keys(type.getFields()).map((name) => {
        const found = rules[`${type.name}.${name}`] ?? []
        return [name, found.length === 0 ? deny : and(...found)]
      })
      return [type.name, Object.fromEntries(fields)]
    }),
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
