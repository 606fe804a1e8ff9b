/** Who may act: machines name their acts, people decide about people, and a domain's records come from its own machines. */
import { randomUUID } from 'node:crypto'
import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql'
import type { Answer } from '../answer.ts'
import { NOBODY } from '../documents.ts'
import type { Probe } from '../scene.ts'

const LEAVES: Readonly<Record<string, unknown>> = {
  Int: 1,
  Boolean: true,
  Date: '2026-01-01',
  DateTime: '2026-01-01T09:00:00Z',
  ID: NOBODY,
}

/** The least that fits an input type: what it requires, about nobody. */
function leastOf(type: GraphQLInputType): unknown {
  if (isListType(isNonNullType(type) ? type.ofType : type)) return []
  const named = getNamedType(type)
  if (isEnumType(named)) return named.getValues()[0]?.name
  if (!isInputObjectType(named)) return LEAVES[named.name] ?? 'x'
  const required = Object.values(named.getFields()).filter(isRequiredInputField)
  return Object.fromEntries(required.map((field) => [field.name, leastOf(field.type)]))
}

const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code).join()

/** An act of a machine without a key is refused, and so is a decision of a machine with one; nothing is read. */
export const acts: Probe = async (scene) => {
  const { contract, target } = scene
  const fields = target.schema.getMutationType()?.getFields() ?? {}
  const before = await target.levers.countUses?.()
  for (const name of contract.acts) {
    const [input] = fields[name]?.args ?? []
    if (input === undefined) throw new Error(`${name} takes no input`)
    const asked = {
      query: `mutation ($input: ${input.type}) { ${name}(input: $input) { __typename } }`,
      variables: { input: leastOf(input.type) },
    }
    const unnamed = codesOf(await scene.ask(asked))
    scene.hold(unnamed === 'IDEMPOTENCY_KEY_MISSING', `${name} of a machine that does not name its act: ${unnamed || 'answered'}`)
    if (!target.decisions.has(name)) continue
    const decided = codesOf(await scene.ask(asked, { headers: { 'idempotency-key': randomUUID() } }))
    scene.hold(decided === 'HUMAN_DECIDER_REQUIRED', `${name} of a machine: ${decided || 'answered'}`)
  }
  scene.hold((await target.levers.countUses?.()) === before, 'a refused act reads nothing')
}

/** What a consumer that may send registered operations only sends as text is refused, whatever it is. */
export const closed: Probe = async (scene) => {
  const consumer = scene.contract.restricted
  if (consumer === undefined) return
  for (const query of ['{ viewer { consumer } }', '{ __typename }', '{ __schema { types { name } } }', '{ noSuchField }', '{'])
    await scene.refuses(query, `${query} of a consumer that may send registered operations only`, { consumer })
}

/** Records are taken from machines of the domain that owns them. */
export const deliveries: Probe = async (scene) => {
  const { deliver } = scene.target
  const { consumer, purpose, delivers, person } = scene.contract
  for (const domain of ['INTEGRATION', 'WORK', 'LOCAL', 'DIRECTORY'].filter((name) => name !== delivers))
    scene.hold((await deliver(consumer, purpose, domain)) === 403, `records of ${domain} are taken from ${consumer}`)
  if (person === undefined || delivers === undefined) return
  scene.hold((await deliver(person, purpose, delivers)) === 403, `records of ${delivers} are taken from a person`)
}
