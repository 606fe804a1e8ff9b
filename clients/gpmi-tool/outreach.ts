/** Persons whom this OCMW can reach through its own levers, and the referral that would follow. */
import { printWithheld } from '../answers.ts'
import { graphql } from '../generated/gpmi-outreach/gql.ts'
import type { OutreachQuery } from '../generated/gpmi-outreach/graphql.ts'
import type { HubClient } from '../hub-client.ts'

const OUTREACH = graphql(`
  query Outreach($lever: OutreachLever!, $after: String) {
    outreach(lever: $lever, first: 100, after: $after, filter: { referred: false }) {
      totalCount
      nodes {
        localReasons
        suggestedReason
        suggestedReceiver
        suggestedReceiverName
        newcomer {
          insz
          givenNames
          familyName
        }
      }
    }
  }
`)

type Candidate = NonNullable<NonNullable<OutreachQuery['outreach']>['nodes']>[number]

function print({ newcomer, localReasons, suggestedReason, suggestedReceiver, suggestedReceiverName }: Candidate): void {
  console.log(`  ${newcomer?.givenNames} ${newcomer?.familyName}: ${(localReasons ?? []).join(', ')}`)
  console.log(
    `    when the person agrees, to ${suggestedReceiverName}: --refer ${newcomer?.insz} --to ${suggestedReceiver} --reason ${suggestedReason}`,
  )
}

/** Prints who is entitled, did not start and was not referred yet, by lever; first page of each. */
export async function showOutreach(hub: HubClient): Promise<void> {
  for (const lever of ['LIVING_WAGE', 'GPMI'] as const) {
    const { data, withheld } = await hub.ask('REFERRAL', OUTREACH, { lever })
    console.log(`To reach through ${lever}: ${data.outreach?.totalCount ?? 0}`)
    for (const candidate of data.outreach?.nodes ?? []) print(candidate)
    printWithheld(withheld)
  }
}
