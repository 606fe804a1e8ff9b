/** Referrals by an OCMW: send one, and read the answers. */
import { printRefusal, printWithheld } from '../answers.ts'
import type { Options } from '../command-line.ts'
import { graphql } from '../generated/gpmi-referrals/gql.ts'
import type { ReferralAgreement, ReferralReason, SentQuery } from '../generated/gpmi-referrals/graphql.ts'
import type { HubClient } from '../hub-client.ts'

const SUBMIT = graphql(`
  mutation Submit($input: SubmitReferralInput!) {
    submitReferral(input: $input) {
      referral {
        id
        state
        dueOn
        receiver {
          name
        }
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

const SENT = graphql(`
  query Sent($after: String) {
    referrals(first: 100, after: $after, filter: { direction: SENT }) {
      totalCount
      nodes {
        state
        reason
        code
        outcome
        overdue
        appointmentAt
        question
        receiver {
          name
        }
        newcomer {
          givenNames
          familyName
        }
      }
    }
  }
`)

/** Refers a person to another organisation. @param insz number of the person; a GPMI tool has it in its own file. */
export async function refer(
  hub: HubClient,
  insz: string,
  { to, reason = 'INBURGERING_INFO', agreement = 'AGREED', words }: Options,
): Promise<void> {
  if (to === undefined) throw new Error('Give --to with the KBO number of the receiving organisation.')
  // Codes of the command line are checked by the hub, like any other input.
  const change = { receiver: to, reason: reason as ReferralReason, agreement: agreement as ReferralAgreement, explanation: words ?? null }
  const { data } = await hub.act('REFERRAL', SUBMIT, { input: { newcomer: { insz }, change } })
  const { referral, userErrors } = data.submitReferral
  if (userErrors.length > 0) return printRefusal(userErrors)
  console.log(`${referral?.state} to ${referral?.receiver?.name}, who reports receipt by ${referral?.dueOn}: ${referral?.id}`)
}

type Sent = NonNullable<NonNullable<SentQuery['referrals']>['nodes']>[number]

/** Coarse codes come back, never the receiver's file. */
function feedback({ outcome, code, question, appointmentAt, overdue }: Sent): string {
  const told = [outcome ?? code, appointmentAt && `appointment ${appointmentAt}`, question && `asks: ${question}`, overdue && 'overdue']
  return told.filter(Boolean).join('; ')
}

/** Prints what was referred and what came of it, first page. */
export async function showReferrals(hub: HubClient): Promise<void> {
  const { data, withheld } = await hub.ask('REFERRAL', SENT, {})
  console.log(`Referrals sent: ${data.referrals?.totalCount ?? 0}`)
  for (const sent of data.referrals?.nodes ?? []) {
    const whom = sent.newcomer == null ? 'person no longer known here' : `${sent.newcomer.givenNames} ${sent.newcomer.familyName}`
    console.log(`  ${whom} to ${sent.receiver?.name} (${sent.reason}): ${[sent.state, feedback(sent)].filter(Boolean).join(', ')}`)
  }
  printWithheld(withheld)
}
