/** Entitled residents who have not started a trajectory, and how to reach them. */
import { printWithheld } from '../answers.ts'
import { graphql } from '../generated/gpmi-to-reach/gql.ts'
import type { HubClient } from '../hub-client.ts'

const TO_REACH = graphql(`
  query ToReach($after: String) {
    newcomers(first: 100, after: $after, order: FAMILY_NAME, filter: { entitledNotStarted: true }) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        givenNames
        familyName
        contactLanguage
        phone
        receivesLivingWage
        jobseekerCategoryGroup
      }
    }
  }
`)

/** Prints who is entitled to a trajectory and did not start, first page. */
export async function showToReach(hub: HubClient): Promise<void> {
  const { data, withheld } = await hub.ask('REFERRAL', TO_REACH, {})
  const page = data.newcomers
  console.log(`Entitled, not started: ${page?.totalCount ?? 0}${page?.pageInfo.hasNextPage ? ' (first 100)' : ''}`)
  for (const { givenNames, familyName, contactLanguage, phone, receivesLivingWage, jobseekerCategoryGroup } of page?.nodes ?? []) {
    const reach = phone ?? `call after the referral is accepted (${contactLanguage ?? 'language unknown'})`
    const lever = [receivesLivingWage && 'living wage', jobseekerCategoryGroup && `jobseeker ${jobseekerCategoryGroup}`].filter(Boolean)
    console.log(`  ${givenNames} ${familyName}: ${reach}${lever.length > 0 ? `; ${lever.join(', ')}` : ''}`)
  }
  printWithheld(withheld)
}
