/** Incoming referrals that wait for the agency, earliest deadline first. */
import { printWithheld } from '../answers.ts'
import { graphql } from '../generated/agency-referrals/gql.ts'
import type { QueueQuery } from '../generated/agency-referrals/graphql.ts'
import type { HubClient } from '../hub-client.ts'

const QUEUE = graphql(`
  query Queue($after: String) {
    referrals(first: 100, after: $after, order: DUE, filter: { direction: RECEIVED, queue: WAITING_FOR_ME }) {
      totalCount
      nodes {
        id
        state
        reason
        dueOn
        overdue
        explanation
        may
        sender {
          name
        }
        person {
          givenNames
          familyName
          contactLanguage
        }
      }
    }
  }
`)

type Waiting = NonNullable<NonNullable<QueueQuery['referrals']>['nodes']>[number]

function describe({ state, reason, dueOn, overdue, sender, person, explanation, may }: Waiting): string {
  const name = person?.familyName == null ? 'not visible yet' : `${person.givenNames} ${person.familyName} (${person.contactLanguage})`
  const due = dueOn == null ? '' : `, ${overdue === true ? 'overdue since' : 'by'} ${dueOn}`
  const words = explanation == null ? '' : `; "${explanation}"`
  return `${state}${due}: ${reason} from ${sender?.name}, ${name}${words}; can ${(may ?? []).join(', ')}`
}

/** Prints the referrals of which the next act is the agency's, the most urgent first; first page. */
export async function showQueue(hub: HubClient): Promise<void> {
  const { data, withheld } = await hub.ask('REFERRAL', QUEUE, {})
  console.log(`Waiting for us: ${data.referrals?.totalCount ?? 0}`)
  for (const waiting of data.referrals?.nodes ?? []) console.log(`  ${waiting.id} ${describe(waiting)}`)
  printWithheld(withheld)
}
