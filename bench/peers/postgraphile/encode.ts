import type { QuestionName } from '../../questions.ts'
import type { Ask } from '../../setup/asks.ts'
import type { WireRequest } from '../../systems/wire.ts'

/** How this version of PostGraphile marks a cursor of the order by primary key; equality fails before timing when it changes. */
const ORDER = '433bae1d1f'

const DOSSIER = `id: rowId familyName givenNames birthDate sex nationality contactLanguage interpreterNeeded firstRegisteredOn
  municipality: municipalityByPersonId { nisCode name } residenceTitle: residenceTitleByPersonId { cardType validUntil }
  targetGroup: targetGroupByPersonId { type subtype validFrom }
  dutchCourses: dutchCoursesByPersonIdList(orderBy: [VALID_FROM_DESC, ROW_ID_ASC], first: 100) { level validFrom validUntil }
  contractSigned trajectoryContinuity oralLevelBand hasCertificate integrationAsOf
  jobseekerRegistered registeredWithin60Days inTraining employed workAsOf householdSizeBand hasChildrenUnder12`

/** The questions as PostGraphile names things; aliases give the answers the hub's names. */
const DOCUMENTS: Record<QuestionName, string> = {
  Q1: `query Dossier($id: UUID!) { newcomer: newcomerByRowId(rowId: $id) { ${DOSSIER} } }`,
  Q2: `query Page($after: Cursor) { newcomers: allNewcomers(first: 50, after: $after, orderBy: PRIMARY_KEY_ASC) { nodes { ${DOSSIER} } pageInfo { hasNextPage } } }`,
  Q3: 'query Batch($ids: [UUID]!) { newcomersById: jobseekersByIdList(ids: $ids) { id: rowId workingAge labourMarketAccess trajectoryActive oralLevelBand reachedOralA2 hasCertificate } }',
}

export function postgraphileEncoder(): (ask: Ask) => WireRequest {
  return ({ question, caller, persons }) => ({
    method: 'POST',
    path: '/graphql',
    headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: DOCUMENTS[question], variables: variablesOf(question, persons) }),
  })
}

function variablesOf(question: QuestionName, persons: readonly string[]) {
  if (question === 'Q1') return { id: persons[0] }
  if (question === 'Q3') return { ids: persons }
  return { after: Buffer.from(JSON.stringify([ORDER, persons[0]])).toString('base64') }
}
