/** Aliases: they change the keys of an answer and nothing else, whatever they are called. */
import { getNamedType, isLeafType, isRequiredArgument } from 'graphql'
import { askPerson, fieldsOf, frontier, personRoot } from '../documents.ts'
import type { Probe, Scene } from '../scene.ts'

const LONG = 'l'.repeat(199)

/** Words of the compiler, of SQL, of JavaScript, of tables and of the schema, and two that differ where PostgreSQL cuts names off; as many as a document may have. */
const WORDS = [
  'h_o',
  'h_x',
  'h_a',
  'o',
  'select',
  '__proto__',
  'constructor',
  'person_id',
  'sex',
  'node',
  '_0',
  'id',
  `${LONG}1`,
  `${LONG}2`,
]

/** Granted fields of a person that take no argument, as many as there are words. */
function grantedLeaves({ target, contract }: Scene): string[] {
  const granted = new Set(frontier(target, contract).granted)
  const leaves = fieldsOf(target.schema, 'Newcomer').filter(
    ({ name, type, args }) => granted.has(`Newcomer.${name}`) && isLeafType(getNamedType(type)) && !args.some(isRequiredArgument),
  )
  return WORDS.map((_word, index) => leaves[index % leaves.length]?.name ?? '__typename')
}

const aliased = (names: readonly string[]): string => names.map((name, index) => `${WORDS[index]}: ${name}`).join(' ')

/** What an answer must be: the values of the plain question, in the order of the words. */
const renamed = (names: readonly string[], plain: Record<string, unknown>): string =>
  JSON.stringify(names.map((name, index) => [WORDS[index], plain[name] ?? null]))

const entriesOf = (value: unknown): string => JSON.stringify(Object.entries((value ?? {}) as object))

export const aliasesOfFields: Probe = async (scene) => {
  const { contract } = scene
  if (contract.persons === undefined) return
  const names = grantedLeaves(scene)
  const [root] = personRoot(contract).split('(')
  const plain = await scene.ask(askPerson(contract, [...new Set(names)].join(' ')))
  const answer = await scene.ask(askPerson(contract, aliased(names)))
  const person = plain.data?.[String(root)] as Record<string, unknown> | undefined
  scene.hold(person != null, `aliases: the plain question was answered ${plain.status} ${plain.text.slice(0, 200)}`)
  scene.hold(
    entriesOf(answer.data?.[String(root)]) === renamed(names, person ?? {}),
    `aliases of fields: answered ${answer.status} ${answer.text.slice(0, 300)}`,
  )
}

/** With and without cursors, which are made elsewhere. */
export const aliasesOfPages: Probe = async (scene) => {
  if (!scene.contract.operations.has('newcomers') || scene.contract.persons === undefined) return
  const { data } = await scene.ask('{ newcomers(first: 3) { nodes { id } } }')
  const ids = ((data?.newcomers as { nodes: { id: string }[] } | undefined)?.nodes ?? []).map(({ id }) => id)
  scene.hold(ids.length > 0, 'aliases: there are persons')
  for (const cursor of ['', 'cursor '])
    for (const [of, node, id] of [
      ['a', 'sex', 'id'],
      ['h_a', 'h_o', 'h_o'],
      ['h_x', 'h_x', 'person_id'],
      ['o', '__proto__', 'constructor'],
      ['l'.repeat(36), 'm'.repeat(36), `${LONG}1`],
    ] as const) {
      const answer = await scene.ask(`{ newcomers(first: 3) { ${of}: edges { ${cursor}${node}: node { ${id}: id } } } }`)
      const edges = (answer.data?.newcomers as Record<string, Record<string, unknown>[]> | undefined)?.[of] ?? []
      scene.hold(
        JSON.stringify(edges.map((edge) => Object.entries((edge[node] ?? {}) as object))) ===
          JSON.stringify(ids.map((known) => [[id, known]])),
        `aliases of a page (${of.slice(0, 9)}, ${node.slice(0, 9)}): answered ${answer.status} ${answer.text.slice(0, 300)}`,
      )
    }
}
