/**
 * Integration agency: dossier view of a counsellor.
 *
 * One query shows a trajectory across three domains: the agency's own dossier, registration and training at VDAB, and the objective in a
 * GPMI that the agency co-signed. Without --insz, it lists the persons of the agency.
 *
 *   HUB_TOKEN=$(npm run -s hub -- token --consumer agii-frontend --purpose TRAJECTORY_FOLLOW_UP) \
 *     npx node clients/agency-dossier.ts --insz 90720400142
 */
import { printWithheld } from './answers.ts'
import { runClient } from './command-line.ts'
import { graphql } from './generated/agency-dossier/gql.ts'
import type { DossierQuery, PersonsQuery } from './generated/agency-dossier/graphql.ts'
import type { Answer, HubClient } from './hub-client.ts'

const DOSSIER = graphql(`
  query Dossier($insz: Insz!) {
    newcomerByInsz(insz: $insz) {
      givenNames
      familyName
      contactLanguage
      municipality {
        name
      }
      counsellor {
        name
      }
      integrationContracts {
        signedOn
      }
      trajectoryContinuity
      socialOrientationPassed
      oralLevelBand
      levelInProgress
      participationHours
      hasCertificate
      integrationAsOf
      jobseekerRegistered
      registeredWithin60Days
      inTraining
      trainingEndMonth
      employed
      workAsOf
      gpmiIntegrationObjective {
        kind
        level
        dueOn
      }
    }
  }
`)

const PERSONS = graphql(`
  query Persons($after: String) {
    newcomers(first: 20, after: $after, order: FAMILY_NAME) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        insz
        givenNames
        familyName
        trajectoryContinuity
      }
    }
  }
`)

type Dossier = NonNullable<DossierQuery['newcomerByInsz']>

const say = (value: boolean | string | number | null | undefined) =>
  value == null ? 'unknown' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)

function* integrationLines(dossier: Dossier): Generator<string> {
  const [contract] = dossier.integrationContracts ?? []
  yield `  integration (as of ${say(dossier.integrationAsOf)})`
  yield `    contract signed:     ${contract?.signedOn ?? 'none'}`
  yield `    trajectory:          ${say(dossier.trajectoryContinuity)}, counsellor ${say(dossier.counsellor?.name)}`
  yield `    social orientation:  passed ${say(dossier.socialOrientationPassed)}`
  yield `    Dutch, oral:         ${say(dossier.oralLevelBand)}, in progress ${say(dossier.levelInProgress)}`
  yield `    participation:       ${say(dossier.participationHours)} hours of 40`
  yield `    certificate:         ${say(dossier.hasCertificate)}`
}

function* otherLines(dossier: Dossier): Generator<string> {
  const { gpmiIntegrationObjective: goal } = dossier
  yield `  work (as of ${say(dossier.workAsOf)})`
  yield `    registered:          ${say(dossier.jobseekerRegistered)}, within 60 days ${say(dossier.registeredWithin60Days)}`
  yield `    in training:         ${say(dossier.inTraining)}, until ${say(dossier.trainingEndMonth)}`
  yield `    employed:            ${say(dossier.employed)}`
  yield `  local`
  yield `    GPMI objective:      ${goal == null ? 'not visible' : `${[goal.kind, goal.level].filter(Boolean).join(' ')}, by ${say(goal.dueOn)}`}`
}

async function showDossier(hub: HubClient, insz: string): Promise<void> {
  const { data, withheld } = await hub.ask('TRAJECTORY_FOLLOW_UP', DOSSIER, { insz })
  const dossier = data.newcomerByInsz
  if (dossier == null) return console.log('This agency has no person with this number.')
  console.log(`${dossier.givenNames} ${dossier.familyName}, ${say(dossier.municipality?.name)}, speaks ${say(dossier.contactLanguage)}`)
  for (const line of [...integrationLines(dossier), ...otherLines(dossier)]) console.log(line)
  printWithheld(withheld)
}

async function listPersons(hub: HubClient, pages: number): Promise<void> {
  let after: string | null = null
  for (let page = 0; page < pages; page += 1) {
    const answer: Answer<PersonsQuery> = await hub.ask('TRAJECTORY_FOLLOW_UP', PERSONS, { after })
    const { newcomers } = answer.data
    if (page === 0) console.log(`persons: ${newcomers?.totalCount ?? 0}`)
    for (const { insz, givenNames, familyName, trajectoryContinuity } of newcomers?.nodes ?? []) {
      console.log(`  ${say(insz)} ${givenNames} ${familyName}: ${say(trajectoryContinuity)}`)
    }
    if (!newcomers?.pageInfo.hasNextPage) return
    after = newcomers.pageInfo.endCursor ?? null
  }
}

await runClient(['insz', 'pages'], async (hub, { insz, pages = '1' }) =>
  insz === undefined ? listPersons(hub, Number(pages)) : showDossier(hub, insz),
)
