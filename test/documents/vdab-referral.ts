/** What tests ask about persons to reach, with the types of VDAB's contract for referrals. */
import { graphql } from './generated/vdab-referral/gql.ts'

export const OUTREACH = graphql(`
  query Outreach($lever: OutreachLever!, $filter: OutreachCandidateFilter, $after: String) {
    outreach(lever: $lever, filter: $filter, first: 50, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        newcomer {
          id
        }
        suggestedReason
        suggestedReceiver
        suggestedReceiverName
        openReferralId
        workReasons
      }
    }
  }
`)
