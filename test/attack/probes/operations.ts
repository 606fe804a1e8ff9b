/** Root operations, other kinds of operations, and ways around the selection. */
import { isObjectType } from 'graphql'
import { askPerson, NOBODY } from '../documents.ts'
import type { Probe } from '../scene.ts'

/** Root fields of the whole schema that are not this contract's, as query, mutation and subscription. */
export const foreignRoots: Probe = async (scene) => {
  const { schema } = scene.target
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (!isObjectType(type)) continue
    for (const name of Object.keys(type.getFields()).filter((name) => !scene.contract.operations.has(name)))
      await scene.refuses(`${type.name.toLowerCase()} { ${name} { __typename } }`, `${type.name}.${name} is not granted`)
  }
}

export const mutations: Probe = async (scene) => {
  const before = await scene.target.levers.countUses?.()
  for (const text of [
    'mutation { refer(id: "1") { __typename } }',
    `mutation { updateNewcomer(id: "${NOBODY}", familyName: "X") { id } }`,
    'query A { viewer { consumer } } mutation B { setConsent { id } }',
  ])
    await scene.refuses({ query: text, operationName: text.startsWith('query') ? 'B' : undefined }, 'a mutation that is not granted')
  scene.hold((await scene.target.levers.countUses?.()) === before, 'a refused operation reads nothing')
}

export const subscriptions: Probe = async (scene) => {
  const text = 'subscription { newcomers { nodes { id } } }'
  for (const accept of ['application/json', 'text/event-stream', 'multipart/mixed;subscriptionSpec="1.0", application/json'])
    await scene.refuses(text, `subscription as ${accept}`, { headers: { accept } })
}

export const federation: Probe = async (scene) => {
  const representations = [{ __typename: 'Newcomer', id: scene.contract.persons?.within[0] ?? NOBODY }]
  await scene.refuses('{ _service { sdl } }', '_service')
  await scene.refuses(
    {
      query: 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Newcomer { id } } }',
      variables: { r: representations },
    },
    '_entities',
  )
}

/** Rows about a person, which lead to that person and no other, as far as it is in scope. */
const OWN_PERSON = [
  'Referral.newcomer',
  'OutreachCandidate.newcomer',
  'HolderConflict.newcomer',
  'HandOverFilePayload.newcomer',
  'IncentiveAssessment.newcomer',
  'IncentiveDecision.newcomer',
]

/** No type leads back to a person, so nothing that a person has leads to another person. */
export const wayBack: Probe = async (scene) => {
  const { data } = await scene.ask(
    '{ __schema { types { name fields { name type { name ofType { name ofType { name ofType { name } } } } } } } }',
  )
  type Type = { name: string; ofType?: Type }
  type Found = { name: string; fields: { name: string; type: Type }[] | null }
  const types = (data?.__schema as { types: Found[] } | undefined)?.types ?? []
  const leads = (type: Type | undefined): boolean => type !== undefined && type !== null && (type.name === 'Newcomer' || leads(type.ofType))
  const back = types.flatMap(({ name, fields }) => (fields ?? []).filter(({ type }) => leads(type)).map((field) => `${name}.${field.name}`))
  const doors = new Set([
    'NewcomerConnection.nodes',
    'NewcomerEdge.node',
    ...OWN_PERSON,
    ...[...scene.contract.operations].map((name) => `Query.${name}`),
  ])
  for (const coordinate of back) scene.hold(doors.has(coordinate), `${coordinate} leads to a person and is not a known door`)
  scene.hold(types.length > 0, 'introspection answers')
}

/** No group, aggregate or free column list; an object without selection is nothing. */
export const aggregates: Probe = async (scene) => {
  for (const text of [
    '{ newcomersAggregate { count } }',
    '{ newcomers { groupBy { count } } }',
    '{ newcomers { aggregate { min { birthDate } } } }',
    '{ newcomers(distinct_on: birthDate) { totalCount } }',
    '{ newcomers(groupBy: [sex]) { totalCount } }',
    '{ newcomers }',
    askPerson(scene.contract, '*'),
  ])
    await scene.refuses(text, text)
}

/** Several operations in one request, and operations by hash: neither is a door of its own. */
export const batching: Probe = async (scene) => {
  const hidden = askPerson(scene.contract, 'noSuchField')
  await scene.refuses('', 'a batch of operations', { raw: JSON.stringify([{ query: '{ __typename }' }, { query: hidden }]) })
  const sha256Hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38'
  await scene.refuses({ extensions: { persistedQuery: { version: 1, sha256Hash } } }, 'an operation by hash that nobody registered here')
  await scene.refuses({ query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash } } }, 'registering an operation')
  const answer = await scene.ask({ query: `query A { __typename } query B { nobody }`, operationName: 'A' })
  scene.hold(answer.status === 400 && answer.data === undefined, 'a refused operation beside the chosen one refuses the document')
}
