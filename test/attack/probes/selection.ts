/** Shapes of a selection: whatever a document wraps around an ungranted coordinate, it is refused for its own sake. */
import { isObjectType } from 'graphql'
import { isRefused, refusedCoordinates } from '../ask.ts'
import { type Asked, askedAs, askPerson, chunk, fieldsOf, frontier, selection } from '../documents.ts'
import type { Probe, Scene } from '../scene.ts'

/** As many as a document may have aliases. */
const PER_DOCUMENT = 14

/** Makes a document of several coordinates; `index` is unique in the document. */
type Wrap = (asked: Asked, index: number, coordinate: string) => { selection: string; more?: string }

/** Every ungranted coordinate that the contract can reach, several to a document: each must be named in the refusal. */
async function refuseEach(scene: Scene, what: string, wrap: Wrap, headers: Record<string, string> = {}): Promise<void> {
  const { ungranted } = frontier(scene.target, scene.contract)
  for (const coordinates of chunk(ungranted, PER_DOCUMENT)) {
    const parts = coordinates.map((coordinate, index) => wrap(askedAs(scene.target, scene.contract, coordinate), index, coordinate))
    const text = askPerson(scene.contract, parts.map((part) => part.selection).join(' '), parts.map(({ more }) => more ?? '').join(' '))
    const answer = await scene.ask(text, { headers })
    const refused = refusedCoordinates(answer)
    // Without any person the root field itself is refused, and what stands below it is not looked at.
    const root = [...refused].some((name) => name.startsWith('Query.'))
    scene.hold(isRefused(answer), `${what}: answered ${answer.status} ${answer.text.slice(0, 200)}`)
    for (const coordinate of coordinates) scene.hold(root || refused.has(coordinate), `${what}: ${coordinate} was not refused`)
  }
}

export const plain: Probe = (scene) => refuseEach(scene, 'plain', (asked) => ({ selection: selection(asked) }))

export const alias: Probe = async (scene) => {
  await refuseEach(scene, 'alias', (asked, index) => ({ selection: selection(asked, (field) => `a${index}: ${field}`) }))
  // An alias with the name of a granted field.
  await refuseEach(scene, 'alias of a granted name', (asked, index) => ({
    selection: selection(asked, (field) => `${index === 0 ? 'id' : `typename${index}`}: ${field}`),
  }))
}

export const inlineFragments: Probe = async (scene) => {
  await refuseEach(scene, 'inline fragment', (asked) => ({ selection: `... { ... on Newcomer { ${selection(asked)} } }` }))
  await refuseEach(scene, 'inline fragment on the innermost type', (asked, _index, coordinate) => ({
    selection: selection(asked, (field) => `... on ${coordinate.split('.')[0]} { ... { ${field} } }`),
  }))
}

export const namedFragments: Probe = async (scene) => {
  await refuseEach(scene, 'nested named fragments', (asked, index) => ({
    selection: `...Outer${index}`,
    more: `fragment Outer${index} on Newcomer { ...Inner${index} } fragment Inner${index} on Newcomer { ${selection(asked)} }`,
  }))
  const { contract } = scene
  const cyclic = 'fragment A on Newcomer { ...B } fragment B on Newcomer { ...A }'
  await scene.refuses(askPerson(contract, '...A', cyclic), 'fragments in a circle')
  await scene.refuses(askPerson(contract, '__typename', 'fragment Unused on Newcomer { id }'), 'a fragment that nothing uses')
}

export const abstractTypes: Probe = async (scene) => {
  const types = await introspectTypes(scene)
  const kinds = types.filter(({ kind }) => kind === 'INTERFACE' || kind === 'UNION').map(({ name }) => name)
  scene.hold(kinds.length === 0, `the contract has abstract types (${kinds.join(', ')}): the suite must learn to ask through them`)
  const offered = new Set(types.map(({ name }) => name))
  const hidden = Object.values(scene.target.schema.getTypeMap()).filter((type) => isObjectType(type) && !offered.has(type.name))
  for (const { name } of hidden.filter(({ name }) => !name.startsWith('__')))
    await scene.refuses(askPerson(scene.contract, `... on ${name} { __typename }`), `fragment on ${name}, which the contract does not have`)
}

/** Introspection offers what is granted and nothing else. */
export const introspection: Probe = async (scene) => {
  const types = await introspectTypes(scene)
  const known = new Set(scene.target.coordinates)
  for (const { name, fields, enumValues } of types) {
    for (const member of [...(fields ?? []), ...(enumValues ?? [])]) {
      const coordinate = `${name}.${member.name}`
      if (known.has(coordinate)) scene.hold(scene.contract.granted.has(coordinate), `introspection shows ${coordinate}`)
    }
  }
  scene.hold(types.length > 0, 'introspection answers')
}

type IntrospectedType = { name: string; kind: string; fields: { name: string }[] | null; enumValues: { name: string }[] | null }

async function introspectTypes({ ask }: Scene): Promise<IntrospectedType[]> {
  const query = '{ __schema { types { name kind fields(includeDeprecated: true) { name } enumValues(includeDeprecated: true) { name } } } }'
  const { data } = await ask(query)
  return (data?.__schema as { types: IntrospectedType[] } | undefined)?.types ?? []
}

export const siblingKeys: Probe = async (scene) => {
  const { target, contract } = scene
  const { granted, ungranted } = frontier(target, contract)
  const [shown] = granted.filter((coordinate) => fieldsOf(target.schema, 'Newcomer').some(({ name }) => coordinate === `Newcomer.${name}`))
  for (const coordinate of ungranted.filter((name) => name.startsWith('Newcomer.')).slice(0, 40)) {
    const hidden = selection(askedAs(target, contract, coordinate), (field) => `key: ${field}`)
    const visible = shown === undefined ? '__typename' : selection(askedAs(target, contract, shown), (field) => `key: ${field}`)
    const fragments = `fragment A on Newcomer { ${visible} } fragment B on Newcomer { ${hidden} }`
    await scene.refuses(askPerson(contract, '...A ...B', fragments), `${coordinate} under the key of a granted field`)
  }
}

/** Nothing is inherited from a granted parent: its ungranted fields are refused below it too, with and without a sibling that is granted. */
export const nested: Probe = async (scene) => {
  const { target, contract } = scene
  const { granted, ungranted } = frontier(target, contract)
  for (const coordinate of ungranted.filter((name) => !name.startsWith('Newcomer.'))) {
    const [type = ''] = coordinate.split('.')
    const sibling = granted.find((name) => name.startsWith(`${type}.`))
    const beside = sibling === undefined ? '' : askedAs(target, contract, sibling).field
    const text = askPerson(
      contract,
      selection(askedAs(target, contract, coordinate), (field) => `${beside} ${field}`),
    )
    const answer = await scene.refuses(text, `${coordinate} below a granted parent`)
    scene.hold(refusedCoordinates(answer).has(coordinate), `${coordinate} below a granted parent is named in the refusal`)
  }
}

export const directives: Probe = async (scene) => {
  await refuseEach(scene, '@include(if: true)', (asked) => ({
    selection: selection(asked, (field) => withDirective(field, '@include(if: true)')),
  }))
  // What is skipped is not answered, and still must not be there to be skipped.
  await refuseEach(scene, '@skip(if: true)', (asked) => ({
    selection: selection(asked, (field) => withDirective(field, '@skip(if: true)')),
  }))
  for (const directive of [
    'authenticated',
    'policy(policies: [["all"]])',
    'requiresScopes(scopes: [["all"]])',
    'inaccessible',
    'override(from: "x")',
    'defer',
  ])
    await scene.refuses(askPerson(scene.contract, `__typename @${directive}`), `unknown directive @${directive}`)
}

function withDirective(field: string, directive: string): string {
  const brace = field.indexOf('{')
  return brace === -1 ? `${field} ${directive}` : `${field.slice(0, brace)}${directive} ${field.slice(brace)}`
}

/** Headers and body members by which other servers switch roles, caches or checks. */
export const switches: Probe = async (scene) => {
  const headers = {
    'x-hasura-role': 'admin',
    'x-hasura-admin-secret': 'x',
    'x-apollo-operation-name': 'IntrospectionQuery',
    'apollo-require-preflight': 'true',
    'apollo-federation-include-trace': 'ftv1',
    'x-forwarded-user': 'admin',
    'x-http-method-override': 'PUT',
    'hub-recipient': 'INTEGRATION_AGENCY',
  }
  await refuseEach(scene, 'switch headers', (asked) => ({ selection: selection(asked) }), headers)
  const { data, extensions } = await scene.ask({ query: '{ __typename }', extensions: { role: 'admin', tracing: true } }, { headers })
  scene.hold(JSON.stringify({ data, extensions }) === '{"data":{"__typename":"Query"},"extensions":{}}', 'switch headers change no answer')
}
