/** What tests ask and do about incentives, with the types of the OCMW's contract. */
import { graphql } from './generated/ocmw-incentive-decision/gql.ts'

export const PERSONS = graphql(`
  query Persons {
    newcomers(first: 100) {
      nodes {
        id
      }
    }
  }
`)

export const OPEN = graphql(`
  mutation Open($input: OpenAssessmentsInput!) {
    openAssessments(input: $input) {
      assessments {
        id
        version
        state
        outcome
        markedAt
      }
      userErrors {
        code
      }
    }
  }
`)

export const QUEUE = graphql(`
  query Queue {
    incentiveQueue(first: 100) {
      nodes {
        id
        outcome
        markedAt
      }
    }
  }
`)

export const ASSESS = graphql(`
  query Assess($ids: [ID!]!, $incentive: ID!, $asOf: Date) {
    assessIncentives(ids: $ids, incentive: $incentive, asOf: $asOf) {
      newcomerId
      outcome
      asOf
      ruleVersion
      reasons {
        code
        state
        text {
          nl
          en
        }
      }
      facts {
        name
        source
        state
        asOf
      }
    }
  }
`)

export const DECISIONS = graphql(`
  query Decisions {
    incentiveDecisions(first: 100) {
      nodes {
        facts {
          name
          source
          state
          asOf
        }
        met
        unmet
        unknown
      }
    }
  }
`)
