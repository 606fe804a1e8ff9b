/** The three questions, as a consumer of the hub asks them. Fields are open without condition, so that peers without conditions answer the same. */
import type { OrganisationPurpose } from '../src/access/identity/claims.ts'
import type { Recipient } from '../src/base/recipient.ts'

export const QUESTION_NAMES = ['Q1', 'Q2', 'Q3'] as const
export type QuestionName = (typeof QUESTION_NAMES)[number]

export const PAGE_SIZE = 50
export const BATCH_SIZE = 500

export type Question = {
  title: string
  recipient: Recipient
  purpose: OrganisationPurpose
  document: string
  /** Requests that differ in person, and as far as they go in caller. */
  requests: number
}

const DOSSIER = `id familyName givenNames birthDate sex nationality contactLanguage interpreterNeeded firstRegisteredOn
  municipality { nisCode name } residenceTitle { cardType validUntil } targetGroup { type subtype validFrom }
  dutchCourses { level validFrom validUntil } contractSigned trajectoryContinuity oralLevelBand hasCertificate integrationAsOf
  jobseekerRegistered registeredWithin60Days inTraining employed workAsOf householdSizeBand hasChildrenUnder12`

export const QUESTIONS: Record<QuestionName, Question> = {
  Q1: {
    title: 'one dossier over the directory and three domains',
    recipient: 'INTEGRATION_AGENCY',
    purpose: 'TRAJECTORY_FOLLOW_UP',
    document: `query Dossier($id: ID!) { newcomer(id: $id) { ${DOSSIER} } }`,
    requests: 4096,
  },
  Q2: {
    title: `page of ${PAGE_SIZE} dossiers`,
    recipient: 'INTEGRATION_AGENCY',
    purpose: 'TRAJECTORY_FOLLOW_UP',
    document: `query Page($after: String) { newcomers(first: ${PAGE_SIZE}, after: $after) { nodes { ${DOSSIER} } pageInfo { hasNextPage } } }`,
    requests: 2048,
  },
  Q3: {
    title: `${BATCH_SIZE} persons by id, six facts each`,
    recipient: 'VDAB',
    purpose: 'MATCHING',
    document:
      'query Batch($ids: [ID!]!) { newcomersById(ids: $ids) { id workingAge labourMarketAccess trajectoryActive oralLevelBand reachedOralA2 hasCertificate } }',
    requests: 512,
  },
}
