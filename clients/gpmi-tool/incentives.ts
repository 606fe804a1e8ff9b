/** Incentives of an OCMW: the outcome of the rule for the GPMI objective of each client, and the decision of a person. */
import { printRefusal, printWithheld } from '../answers.ts'
import type { Options } from '../command-line.ts'
import { graphql } from '../generated/gpmi-incentives/gql.ts'
import type { AssessQuery, IncentiveDecisionKind } from '../generated/gpmi-incentives/graphql.ts'
import type { HubClient } from '../hub-client.ts'

const INCENTIVE = 'gpmi-objective'

const CLIENTS = graphql(`
  query Clients {
    newcomers(first: 100, filter: { capacity: GPMI_CLIENT }) {
      nodes {
        id
      }
    }
  }
`)

const ASSESS = graphql(`
  query Assess($ids: [ID!]!, $incentive: ID!) {
    assessIncentives(ids: $ids, incentive: $incentive) {
      newcomerId
      outcome
      reasons {
        code
        state
        text {
          nl
        }
      }
      facts {
        name
        state
        asOf
      }
    }
    incentives {
      id
      confirmations {
        code
        text {
          nl
        }
      }
    }
  }
`)

const OPEN = graphql(`
  mutation Open($input: OpenAssessmentsInput!) {
    openAssessments(input: $input) {
      assessments {
        id
        version
        outcome
      }
      userErrors {
        code
        message
        field
        state
        may
      }
    }
  }
`)

const DECIDE = graphql(`
  mutation Decide($input: DecideIncentiveInput!) {
    decideIncentive(input: $input) {
      decision {
        id
        decision
        outcome
        ruleVersion
      }
      userErrors {
        code
        message
        field
        state
        may
      }
    }
  }
`)

const PURPOSE = 'INCENTIVE_DECISION'

/** Prints what the rule says of the integration objective of each GPMI client, and what a person confirms before granting. */
export async function showIncentive(hub: HubClient): Promise<void> {
  const { data: clients } = await hub.ask(PURPOSE, CLIENTS, {})
  const ids = (clients.newcomers?.nodes ?? []).map(({ id }) => id)
  const { data, withheld } = await hub.ask(PURPOSE, ASSESS, { ids, incentive: INCENTIVE })
  console.log(`GPMI objectives assessed: ${ids.length}`)
  for (const verdict of data.assessIncentives ?? []) if (verdict != null) printVerdict(verdict)
  const incentive = data.incentives?.find(({ id }) => id === INCENTIVE)
  for (const { code, text } of incentive?.confirmations ?? []) console.log(`  to grant, a person confirms ${code}: ${text.nl}`)
  printWithheld(withheld)
}

type Verdict = NonNullable<NonNullable<AssessQuery['assessIncentives']>[number]>

function printVerdict({ newcomerId, outcome, reasons, facts }: Verdict): void {
  console.log(`  ${newcomerId} ${outcome}`)
  for (const { text } of reasons ?? []) console.log(`    ${text?.nl}`)
  for (const { name, state, asOf } of facts ?? [])
    if (state !== 'USED') console.log(`    ${name}: ${state}, as of ${asOf ?? 'no known day'}`)
}

/** Decides on the objective of a client. Only a person may: give the token of one in HUB_TOKEN. */
export async function decide(hub: HubClient, client: string, { decision = 'GRANTED', confirm = '', words = '' }: Options): Promise<void> {
  const opened = await hub.act(PURPOSE, OPEN, { input: { newcomerIds: [client], incentive: INCENTIVE } })
  const [assessment] = opened.data.openAssessments.assessments ?? []
  if (assessment == null) throw new Error('No person with this id in the scope of this OCMW.')
  const change = { decision: decision as IncentiveDecisionKind, confirmed: confirm.split(',').filter(Boolean), reason: words }
  const selected = { id: assessment.id, expectedVersion: assessment.version ?? 1 }
  const { data } = await hub.act(PURPOSE, DECIDE, { input: { assessment: selected, change } })
  const { decision: made, userErrors } = data.decideIncentive
  if (userErrors.length > 0) return printRefusal(userErrors)
  console.log(`${made?.decision}; the outcome of the rule was ${made?.outcome} (version ${made?.ruleVersion}): ${made?.id}`)
}
