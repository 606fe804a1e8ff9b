/** What tests ask and do about referrals. The types are those of the OCMW's contract, of which the agencies' has the same fields. */
import { graphql } from './generated/ocmw-referral/gql.ts'

export const PERSONS = graphql(`
  query Persons($first: Int = 100, $after: String) {
    newcomers(first: $first, after: $after) {
      totalCount
      pageInfo {
        endCursor
      }
      nodes {
        id
      }
    }
  }
`)

export const SUBMIT = graphql(`
  mutation Submit($input: SubmitReferralInput!) {
    submitReferral(input: $input) {
      referral {
        id
        version
        state
        newcomer {
          id
        }
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`)

export const LOOK = graphql(`
  query Look($id: ID!) {
    referral(id: $id) {
      id
      state
      version
      noShows
      may
      direction
      outcome
      code
      overdue
      dueOn
      sender {
        name
        kind
      }
      receiver {
        name
        kind
        code
      }
      explanation
      person {
        familyName
        insz
        birthDate
      }
      newcomer {
        id
      }
      events {
        side
        act
        state
        code
        organisation {
          name
        }
      }
    }
  }
`)

export const SENT = graphql(`
  query Sent($after: String) {
    referrals(filter: { direction: SENT }, first: 4, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        changedAt
      }
    }
  }
`)

export const PAGE = graphql(`
  query Page($after: String, $filter: NewcomerFilter, $order: NewcomerOrder) {
    newcomers(first: 5, after: $after, filter: $filter, order: $order) {
      pageInfo {
        endCursor
      }
      nodes {
        id
      }
    }
  }
`)

export const BATCH = graphql(`
  query Batch($ids: [ID!]!) {
    newcomersById(ids: $ids) {
      id
    }
  }
`)

export const READ = graphql(`
  query Read($id: ID!) {
    referral(id: $id) {
      id
      state
      version
      noShows
      may
      outcome
      code
      person {
        familyName
        insz
        birthDate
      }
      newcomer {
        id
      }
      events {
        act
        state
        code
        side
      }
    }
  }
`)

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
        localReasons
      }
    }
  }
`)
