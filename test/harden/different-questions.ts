/** Questions that are all different: ten root fields, each with a selection of its own. Every one is parsed, checked, compiled and planned anew. */
import type { WireRequest } from '../../bench/systems/wire.ts'

const ROOT_FIELDS = 10
const FIELDS = [
  ...['familyName', 'givenNames', 'birthDate', 'sex', 'nationality', 'contactLanguage', 'interpreterNeeded', 'firstRegisteredOn'],
  ...['municipality { nisCode name }', 'residenceTitle { cardType validUntil }', 'targetGroup { type subtype validFrom }'],
  ...['dutchCourses { level validFrom validUntil }', 'contractSigned', 'trajectoryContinuity', 'oralLevelBand', 'hasCertificate'],
  ...['integrationAsOf', 'jobseekerRegistered', 'registeredWithin60Days', 'inTraining', 'employed', 'workAsOf', 'householdSizeBand'],
]

/** @param like a request of who asks, about one person. @param first number of the first question; no other number has the same. @returns another request each time. */
export function differentQuestions(like: WireRequest, first = 0): () => WireRequest {
  const { variables } = JSON.parse(like.body) as { variables: { id: string } }
  let number = first
  return () => {
    number += 1
    const roots = Array.from(
      { length: ROOT_FIELDS },
      (_, place) => `r${place}: newcomer(id: $id) { id ${selectionOf(number * ROOT_FIELDS + place)} }`,
    )
    return { ...like, body: JSON.stringify({ query: `query ($id: ID!) { ${roots.join(' ')} }`, variables }) }
  }
}

/** The fields whose places are the ones of a number that no other has: multiplied by an odd number, and so shuffled, within 2^23. */
function selectionOf(number: number): string {
  const bits = Math.imul(number, 0x9e3779b1) >>> (32 - FIELDS.length)
  return FIELDS.filter((_, place) => ((bits >>> place) & 1) === 1).join(' ')
}
