/** Lists: filters, orders, cursors and counts tell nothing that the contract does not grant. */
import { isEnumType, isInputObjectType } from 'graphql'
import { isRefused } from '../ask.ts'
import { chunk } from '../documents.ts'
import type { Probe, Scene } from '../scene.ts'

const listed = (scene: Scene): boolean => scene.contract.operations.has('newcomers') && scene.contract.persons !== undefined

/** Whether all that a member would tell is granted without condition. */
function mayTell({ target, contract }: Scene, member: string): boolean {
  const revealed = target.reveals.get(member)
  if (revealed === undefined) throw new Error(`Say in the target what ${member} reveals.`)
  return revealed.every((coordinate) => contract.granted.get(coordinate) === 'yes')
}

function filterFields({ target }: Scene) {
  const type = target.schema.getType('NewcomerFilter')
  return isInputObjectType(type) ? Object.values(type.getFields()) : []
}

/** A value of a filter's type, as text and as variable. */
function sampleOf(type: unknown): { text: string; value: unknown } {
  const name = String(type)
  if (name === 'Boolean') return { text: 'true', value: true }
  if (name.startsWith('[')) return { text: '["44021"]', value: ['44021'] }
  if (name === 'String') return { text: '"fra"', value: 'fra' }
  const value = isEnumType(type) ? (type.getValues()[0]?.name ?? '') : ''
  return { text: value, value }
}

/** Filters on what is not granted, or only under conditions, are refused in every form, also when they ask for nothing. */
export const filters: Probe = async (scene) => {
  if (!listed(scene)) return
  for (const field of filterFields(scene)) {
    const allowed = mayTell(scene, `NewcomerFilter.${field.name}`)
    const { text, value } = sampleOf(field.type)
    const forms = [
      { query: `{ newcomers(filter: { ${field.name}: ${text} }) { totalCount } }` },
      { query: `{ newcomers(filter: { ${field.name}: null }) { totalCount } }` },
      { query: 'query ($f: NewcomerFilter) { newcomers(filter: $f) { totalCount } }', variables: { f: { [field.name]: value } } },
      { query: 'query ($f: NewcomerFilter) { newcomers(filter: $f) { totalCount } }', variables: { f: { [field.name]: null } } },
      { query: `query ($f: NewcomerFilter = { ${field.name}: ${text} }) { newcomers(filter: $f) { totalCount } }` },
    ]
    for (const body of forms) {
      const answer = await scene.ask(body)
      const held = allowed ? answer.status === 200 && answer.errors.length === 0 : isRefused(answer)
      scene.hold(
        held,
        `filter ${field.name} is ${allowed ? '' : 'not '}granted and was answered ${answer.status} ${answer.text.slice(0, 160)}`,
      )
    }
  }
}

/** Operators of other servers, and filters over a relation. */
export const operators: Probe = async (scene) => {
  if (!listed(scene)) return
  for (const filter of [
    '{ not: { capacity: RESIDENT } }',
    '{ and: [{ capacity: RESIDENT }] }',
    '{ or: [] }',
    '{ livingWages: { some: { amountCents: 1 } } }',
    '{ gpmi: { is: null } }',
    '{ familyName_starts_with: "A" }',
    '{ birthDate: { gt: "1990-01-01" } }',
    '{ insz: "1" }',
  ])
    await scene.refuses(`{ newcomers(filter: ${filter}) { totalCount } }`, `filter ${filter}`)
  for (const argument of [
    'where: { sex: FEMALE }',
    'search: "a"',
    'orderBy: birthDate',
    'order: BIRTH_DATE',
    'order: [ID]',
    'offset: 1',
    'last: 5',
  ])
    await scene.refuses(`{ newcomers(${argument}) { totalCount } }`, `argument ${argument}`)
}

export const orders: Probe = async (scene) => {
  const type = scene.target.schema.getType('NewcomerOrder')
  if (!listed(scene) || !isEnumType(type)) return
  for (const { name } of type.getValues()) {
    const allowed = mayTell(scene, `NewcomerOrder.${name}`)
    const literal = await scene.ask(`{ newcomers(first: 3, order: ${name}) { edges { cursor node { id } } pageInfo { endCursor } } }`)
    const variable = await scene.ask({
      query: 'query ($o: NewcomerOrder) { newcomers(order: $o) { totalCount } }',
      variables: { o: name },
    })
    for (const answer of [literal, variable])
      scene.hold(
        allowed ? answer.errors.length === 0 : isRefused(answer),
        `order ${name} is ${allowed ? '' : 'not '}granted: ${answer.text.slice(0, 160)}`,
      )
    if (allowed) holdOpaque(scene, literal.text)
  }
}

/** Cursors tell nothing: they decode to no text, and two of the same place differ. */
function holdOpaque(scene: Scene, text: string): void {
  const cursors = [...text.matchAll(/"(?:cursor|endCursor)":"([^"]+)"/g)].map(([, cursor]) => cursor ?? '')
  for (const cursor of cursors) {
    const bytes = Buffer.from(cursor, 'base64url')
    // An id alone has 36 readable characters; random bytes reach 24 in a row once in a billion cursors.
    const readable = /[\x20-\x7e]{24,}/.test(bytes.toString('latin1'))
    scene.hold(!readable && bytes.length > 28, 'a cursor holds readable text')
  }
}

type Connection = {
  edges: { cursor: string; node: { id: string } }[]
  totalCount?: number
  pageInfo: { endCursor: string | null; hasNextPage: boolean }
}

const PAGE =
  'query ($after: String, $o: NewcomerOrder, $f: NewcomerFilter) { newcomers(first: 2, after: $after, order: $o, filter: $f) { edges { cursor node { id } } pageInfo { endCursor hasNextPage } } }'

/** A cursor opens for the list that it came from: same consumer, purpose, filter and order. */
export const cursors: Probe = async (scene) => {
  if (!listed(scene)) return
  const { contract, target } = scene
  const page = (await scene.ask({ query: PAGE })).data?.newcomers as Connection | undefined
  const after = page?.edges[0]?.cursor
  scene.hold(after !== undefined, 'the list has a first page')
  if (after === undefined) return
  const filter = filterFields(scene).find(({ name }) => name !== 'capacity' && mayTell(scene, `NewcomerFilter.${name}`))
  const otherLists = [
    ...(mayTell(scene, 'NewcomerOrder.FAMILY_NAME') ? [{ o: 'FAMILY_NAME' }] : []),
    { f: { capacity: 'RESIDENT' } },
    ...(filter === undefined ? [] : [{ f: { [filter.name]: sampleOf(filter.type).value } }]),
  ]
  for (const variables of otherLists)
    await scene.refuses({ query: PAGE, variables: { ...variables, after } }, `a cursor on another list: ${JSON.stringify(variables)}`)
  if (contract.sibling !== undefined)
    await scene.refuses({ query: PAGE, variables: { after } }, 'a cursor of another consumer', { consumer: contract.sibling })
  for (const other of target.contracts.filter(
    (one) => one.consumer === contract.consumer && one.name !== contract.name && one.operations.has('newcomers'),
  )) {
    const token = await target.token(other.consumer, other.purpose)
    await scene.refuses({ query: PAGE, variables: { after } }, `a cursor under ${other.purpose}`, { token, purpose: other.purpose })
  }
  const bytes = Buffer.from(after, 'base64url')
  const broken = [0, 12, 28, bytes.length - 1].map((at) =>
    Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))).toString('base64url'),
  )
  for (const cursor of [...broken, '', 'x', after.slice(0, -4), btoa('["",""]'), 'null'])
    await scene.refuses({ query: PAGE, variables: { after: cursor } }, 'a broken cursor')
}

/** The count is that of the persons in scope, the same whatever the page, and what paging through finds. */
export const counts: Probe = async (scene) => {
  if (!listed(scene)) return
  const count = async (text: string) =>
    ((await scene.ask(`{ newcomers${text} { totalCount } }`)).data?.newcomers as Connection | undefined)?.totalCount
  const total = await count('')
  const seen = new Set<string>()
  let after: string | null = null
  for (let pages = 0; pages < 40; pages += 1) {
    const query =
      'query ($after: String) { newcomers(first: 100, after: $after) { edges { node { id } } pageInfo { endCursor hasNextPage } totalCount } }'
    const page = (await scene.ask({ query, variables: { after } })).data?.newcomers as Connection
    scene.hold(page.totalCount === total, 'the count changes from page to page')
    for (const { node } of page.edges) seen.add(node.id)
    after = page.pageInfo.endCursor
    if (!page.pageInfo.hasNextPage) break
  }
  scene.hold(seen.size === total, `the count is ${total}, and paging finds ${seen.size}`)
  for (const id of scene.contract.persons?.outside ?? []) scene.hold(!seen.has(id), 'a person out of scope is on a page')
  for (const id of scene.contract.persons?.within ?? []) scene.hold(seen.has(id), 'a person in scope is on no page')
}

/** A filter keeps exactly the persons whose field says so: true and false never overlap, and unknown is in neither. */
export const filtersAgree: Probe = async (scene) => {
  if (!listed(scene)) return
  const facts = filterFields(scene).filter(({ name, type }) => String(type) === 'Boolean' && mayTell(scene, `NewcomerFilter.${name}`))
  for (const names of chunk(
    facts.map(({ name }) => name),
    8,
  )) {
    const all = await everyone(scene, names, '')
    for (const name of names) {
      for (const value of [true, false]) {
        const kept = await everyone(scene, [name], `filter: { ${name}: ${value} }, `)
        const expected = all.filter((node) => node[name] === value).map(({ id }) => id)
        // A page has 100 persons at most: beyond the last of all, nothing can be compared.
        const ids = kept.map(({ id }) => id).filter((id) => all.length < 100 || String(id) <= String(all.at(-1)?.id))
        scene.hold(
          JSON.stringify(ids) === JSON.stringify(expected),
          `filter ${name}: ${value} keeps ${ids.length} persons, the field says ${expected.length}`,
        )
      }
    }
  }
}

/** Persons are kept by the capacity in which the caller's own organisation knows them: what another one knows them as is not told. */
export const capacities: Probe = async (scene) => {
  const type = scene.target.schema.getType('Capacity')
  if (!listed(scene) || !isEnumType(type)) return
  for (const { name } of type.getValues()) {
    const { data } = await scene.ask(`{ newcomers(first: 100, filter: { capacity: ${name} }) { totalCount nodes { id } } }`)
    const found = data?.newcomers as { totalCount: number; nodes: { id: string }[] } | undefined
    const known = new Set(scene.contract.persons?.knownAs.get(name))
    scene.hold(found?.totalCount === known.size, `${known.size} are known as ${name}, and ${found?.totalCount} are found`)
    for (const { id } of found?.nodes ?? []) scene.hold(known.has(id), `somebody whom the organisation does not know as ${name} is found`)
  }
}

async function everyone(scene: Scene, names: readonly string[], filter: string): Promise<Record<string, unknown>[]> {
  const { data } = await scene.ask(`{ newcomers(${filter}first: 100) { nodes { id ${names.join(' ')} } } }`)
  return (data?.newcomers as { nodes: Record<string, unknown>[] } | undefined)?.nodes ?? []
}
