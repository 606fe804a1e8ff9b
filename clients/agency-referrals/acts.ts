/** Answers that the receiver of a referral can give, one mutation each. */
import { printRefusal } from '../answers.ts'
import type { Options } from '../command-line.ts'
import { graphql } from '../generated/agency-referrals/gql.ts'
import type { AnswerFragment, ReferralOutcome, ReferralRejection, ReferralSelector } from '../generated/agency-referrals/graphql.ts'
import type { HubClient } from '../hub-client.ts'

graphql(`
  fragment Answer on ReferralPayload {
    referral {
      state
      dueOn
      person {
        givenNames
        familyName
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
`)

const VERSION = graphql(`
  query Version($id: ID!) {
    referral(id: $id) {
      version
    }
  }
`)

const RECEIVE = graphql(`
  mutation Receive($referral: ReferralSelector!) {
    done: receiveReferral(input: { referral: $referral }) {
      ...Answer
    }
  }
`)

const ACCEPT = graphql(`
  mutation Accept($referral: ReferralSelector!) {
    done: acceptReferral(input: { referral: $referral }) {
      ...Answer
    }
  }
`)

const REJECT = graphql(`
  mutation Reject($referral: ReferralSelector!, $code: ReferralRejection) {
    done: rejectReferral(input: { referral: $referral, change: { code: $code } }) {
      ...Answer
    }
  }
`)

const SCHEDULE = graphql(`
  mutation Schedule($referral: ReferralSelector!, $at: DateTime) {
    done: scheduleReferral(input: { referral: $referral, change: { appointmentAt: $at } }) {
      ...Answer
    }
  }
`)

const START = graphql(`
  mutation Start($referral: ReferralSelector!) {
    done: startReferral(input: { referral: $referral }) {
      ...Answer
    }
  }
`)

const COMPLETE = graphql(`
  mutation Complete($referral: ReferralSelector!, $outcome: ReferralOutcome) {
    done: completeReferral(input: { referral: $referral, change: { outcome: $outcome } }) {
      ...Answer
    }
  }
`)

type Done = Promise<{ data: { done: AnswerFragment } }>
type Act = (hub: HubClient, referral: ReferralSelector, given: Options) => Done

/** Acts by the name on the command line. Codes are checked by the hub, like any other input. */
export const ACTS = {
  receive: (hub, referral) => hub.act('REFERRAL', RECEIVE, { referral }),
  accept: (hub, referral) => hub.act('REFERRAL', ACCEPT, { referral }),
  reject: (hub, referral, { code }) => hub.act('REFERRAL', REJECT, { referral, code: (code ?? null) as ReferralRejection | null }),
  schedule: (hub, referral, { at }) => hub.act('REFERRAL', SCHEDULE, { referral, at: at ?? null }),
  start: (hub, referral) => hub.act('REFERRAL', START, { referral }),
  complete: (hub, referral, { outcome }) =>
    hub.act('REFERRAL', COMPLETE, { referral, outcome: (outcome ?? null) as ReferralOutcome | null }),
} satisfies Record<string, Act>
export type ActName = keyof typeof ACTS

/** Does one act on the version that the referral has now, and prints where it stands then. */
export async function doAct(hub: HubClient, name: ActName, id: string, given: Options): Promise<void> {
  const { data } = await hub.ask('REFERRAL', VERSION, { id })
  const expectedVersion = data.referral?.version
  if (expectedVersion == null) throw new Error('Referral not found for this agency.')
  const act: Act = ACTS[name]
  const { referral, userErrors } = (await act(hub, { id, expectedVersion }, given)).data.done
  if (userErrors.length > 0) return printRefusal(userErrors)
  const whom = referral?.person?.familyName == null ? '' : `, ${referral.person.givenNames} ${referral.person.familyName}`
  console.log(`${referral?.state}${whom}${referral?.dueOn == null ? '' : `; next act by ${referral.dueOn}`}`)
}
