/** What tests ask about incentives, with the types of the municipality's contract. */
import { graphql } from './generated/municipality-incentive-decision/gql.ts'

export const BY_INSZ = graphql(`
  query ByInsz($insz: Insz!) {
    newcomerByInsz(insz: $insz) {
      id
    }
    incentives {
      code
    }
  }
`)
