/** Integration objectives of GPMI clients, and whether they are reached. */
import { printWithheld } from '../answers.ts'
import { graphql } from '../generated/gpmi-objectives/gql.ts'
import type { HubClient } from '../hub-client.ts'

const OBJECTIVES = graphql(`
  query Objectives($after: String) {
    newcomers(first: 100, after: $after, filter: { capacity: GPMI_CLIENT }) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        gpmiIntegrationObjective {
          kind
          level
          mode
          dueOn
        }
        gpmiObjectiveReached
        socialOrientationPassed
        benefitEndsWithin3Months
        nextEvaluationMonth
        integrationAsOf
      }
    }
  }
`)

const REACHED = new Map([
  [true, 'reached'],
  [false, 'not reached'],
])

/** Prints the integration objective of each project of this OCMW, and whether it is reached; first page. */
export async function showObjectives(hub: HubClient): Promise<void> {
  const { data, withheld } = await hub.ask('INCENTIVE_DECISION', OBJECTIVES, {})
  console.log(`GPMI clients: ${data.newcomers?.totalCount ?? 0}`)
  for (const client of data.newcomers?.nodes ?? []) {
    const { gpmiIntegrationObjective: goal, gpmiObjectiveReached: reached, nextEvaluationMonth, integrationAsOf } = client
    const name = goal == null ? 'no integration objective' : [goal.kind, goal.mode, goal.level].filter(Boolean).join(' ')
    const state = goal == null ? '' : `: ${(reached != null && REACHED.get(reached)) || 'unknown'} on ${integrationAsOf ?? 'no known day'}`
    console.log(`  ${client.id} ${name}${state}; next evaluation ${nextEvaluationMonth ?? 'not planned'}`)
  }
  printWithheld(withheld)
}
