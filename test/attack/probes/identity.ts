/** Ids and numbers: a person exists for a caller or does not, and the answer never tells why. */
import type { Answer } from '../answer.ts'
import { NOBODY } from '../documents.ts'
import type { Probe, Scene } from '../scene.ts'

/** What an answer says, without what is new in every answer. */
export function sayingOf({ status, text, headers }: Answer): string {
  const kept = [...headers].filter(([name]) => !['date', 'hub-trace-id', 'connection', 'keep-alive'].includes(name))
  return JSON.stringify([status, text, kept.sort()])
}

const BY_ID = 'query ($id: ID!) { newcomer(id: $id) { id __typename } }'

/** An id of whatever other kind gives the bytes of an id that nobody has; what cannot be an id is refused. */
export const ids: Probe = async (scene) => {
  const { contract } = scene
  if (!contract.operations.has('newcomer') || contract.persons === undefined) return nodes(scene)
  const { within, outside, foreign } = contract.persons
  const [known = NOBODY] = within
  const unknown = sayingOf(await scene.ask({ query: BY_ID, variables: { id: NOBODY } }))
  const strange = [
    '',
    '1',
    'Newcomer:1',
    btoa(`Newcomer:${known}`),
    `${known} `,
    `{${known}}`,
    known.replaceAll('-', ''),
    "' or 1=1 --",
    '%',
    '\\x00',
  ]
  for (const id of strange) await scene.refuses({ query: BY_ID, variables: { id } }, `${id}, which cannot be an id`)
  for (const id of [...outside, ...foreign]) {
    const said = sayingOf(await scene.ask({ query: BY_ID, variables: { id } }))
    scene.hold(said === unknown, `an id that is not in scope is told from an unknown one: ${said} instead of ${unknown}`)
  }
  for (const id of [...outside.slice(0, 3), ...foreign.slice(0, 3)]) {
    const literal = await scene.ask(`{ newcomer(id: "${id}") { id __typename } }`)
    scene.hold(literal.text === JSON.parse(unknown)[1], 'as a literal too')
  }
  const shown = await scene.ask({ query: BY_ID, variables: { id: known } })
  scene.hold((shown.data?.newcomer as { id?: string } | null)?.id === known, 'a person in scope is answered')
  const upper = await scene.ask({ query: BY_ID, variables: { id: known.toUpperCase() } })
  scene.hold(upper.text === shown.text, 'an id in upper case is the same id')
  await nodes(scene)
}

/** Relay's way back by a global id does not exist. */
async function nodes(scene: Scene): Promise<void> {
  const [id = NOBODY] = scene.contract.persons?.within ?? []
  await scene.refuses(`{ node(id: "${id}") { id ... on Newcomer { __typename } } }`, 'node(id)')
  await scene.refuses(`{ nodes(ids: ["${id}"]) { id } }`, 'nodes(ids)')
}

/** A batch answers the persons in scope, in the order asked, and null for every other. */
export const batches: Probe = async (scene) => {
  const { persons, operations } = scene.contract
  if (!operations.has('newcomersById') || persons === undefined) return
  const asked = [persons.outside[0], persons.within[0], persons.foreign[0], NOBODY, persons.within[1], persons.within[0]].map(
    (id) => id ?? NOBODY,
  )
  const inScope = new Set(persons.within)
  const { data, text } = await scene.ask({ query: 'query ($ids: [ID!]!) { newcomersById(ids: $ids) { id } }', variables: { ids: asked } })
  const expected = asked.map((id) => (inScope.has(id) ? { id } : null))
  scene.hold(
    JSON.stringify(data?.newcomersById) === JSON.stringify(expected),
    `a batch answers the persons in scope only: ${text.slice(0, 200)}`,
  )
}

const BY_INSZ = 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { id } }'

/** Numbers: unknown and out of scope are the same bytes; a wrong one is refused without being repeated. */
export const numbers: Probe = async (scene) => {
  const { persons, operations } = scene.contract
  if (!operations.has('newcomerByInsz') || persons === undefined) return
  const { within, outside, unknown } = persons.insz
  const byNumber = async (insz: string) => scene.ask({ query: BY_INSZ, variables: { insz } })
  scene.hold(sayingOf(await byNumber(outside)) === sayingOf(await byNumber(unknown)), 'a number out of scope is told from an unknown one')
  scene.hold(((await byNumber(within)).data?.newcomerByInsz ?? null) !== null, 'a number in scope is answered')
  for (const number of [within, outside, within.replace(/^(..)(..)(..)(...)/, '$1.$2.$3-$4.')])
    await scene.refuses(`{ newcomerByInsz(insz: "${number}") { id } }`, 'a number that stands in the text')
  for (const wrong of [`${within.slice(0, 9)}00`, within.slice(0, 10), `${within}1`, 'abcdefghijk', `${within}\n`, '85999903360']) {
    const answer = await scene.refuses({ query: BY_INSZ, variables: { insz: wrong } }, 'a number with wrong check digits')
    scene.hold(!answer.text.includes(wrong.slice(0, 9)), 'a refused number is not repeated')
    const literal = await scene.ask(`{ newcomerByInsz(insz: ${JSON.stringify(wrong)}) { id } }`)
    scene.hold(!literal.text.includes(wrong.slice(0, 9)), 'a refused number is not repeated, as a literal')
  }
}
