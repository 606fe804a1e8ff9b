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
import type { Target } from '../target.ts'

const LEAVES: Readonly<Record<string, unknown>> = {
  Int: 1,
  Boolean: true,
  Date: '2026-01-01',
  DateTime: '2026-01-01T09:00:00Z',
  ID: NOBODY,
}

/** The least that fits an input type: what it requires, about nobody. @param granted coordinates: of an enum that is granted by value, one that is. */
function leastOf(type: GraphQLInputType, granted: ReadonlyMap<string, string>): unknown {
  if (isListType(isNonNullType(type) ? type.ofType : type)) return []
  const named = getNamedType(type)
  if (isEnumType(named)) {
    const values = named.getValues().map(({ name }) => name)
    return values.find((value) => granted.has(`${named.name}.${value}`)) ?? values[0]
  }
  if (!isInputObjectType(named)) return LEAVES[named.name] ?? 'x'
  const required = Object.values(named.getFields()).filter(isRequiredInputField)
  return Object.fromEntries(required.map((field) => [field.name, leastOf(field.type, granted)]))
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
      variables: { input: leastOf(input.type, contract.granted) },
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

const DELIVERED = ['INTEGRATION', 'WORK', 'LOCAL', 'DIRECTORY']

/** Records are taken from machines whose token delivers, of the domain that owns them; a token that reads delivers nothing. */
export const deliveries: Probe = async (scene) => {
  const { deliver, url, token } = scene.target
  const codeOf = async (sender: string, use: string, domain: string) => (await deliver(sender, use, domain)).status
  const { consumer, purpose, deliverer, person } = scene.contract
  const refuse = async (sender: string, use: string, domain: string) =>
    scene.hold((await codeOf(sender, use, domain)) === 403, `records of ${domain} are taken from ${sender}`)
  for (const domain of DELIVERED) await refuse(consumer, purpose, domain)
  if (deliverer === undefined) return
  if (person !== undefined) await refuse(person, purpose, deliverer.domain)
  for (const domain of DELIVERED.filter((name) => name !== deliverer.domain)) await refuse(deliverer.consumer, 'DELIVER', domain)
  const headers = {
    authorization: `Bearer ${await token(deliverer.consumer, 'DELIVER')}`,
    'hub-purpose': purpose,
    'content-type': 'application/json',
  }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: '{ viewer { consumer } }' }) })
  scene.hold(response.status === 403, `${deliverer.consumer}, which delivers, is answered`)
}

/** Fictional, and known to nobody today whatever is delivered here. */
const STRANGER = '90680100107'
const NOT_YET = '2190-01-01'

/** An OCMW says nothing about who is not its client, and what makes a person its client is on record. */
export const claims: Probe = async (scene) => {
  const { deliver } = scene.target
  const { deliverer, persons } = scene.contract
  if (deliverer?.domain !== 'LOCAL' || persons === undefined) return
  for (const insz of [persons.insz.stranger, persons.insz.unknown]) {
    const { applied } = await deliver(deliverer.consumer, 'DELIVER', 'LOCAL', [{ record: 'debtMediation', insz, validFrom: '2026-01-01' }])
    scene.hold(applied === 0, 'debts of a person who is no client are taken')
  }
  const wage = { record: 'livingWage', insz: STRANGER, validFrom: NOT_YET }
  scene.hold((await deliver(deliverer.consumer, 'DELIVER', 'LOCAL', [wage])).applied === 1, 'a living wage is taken of anyone')
  const said = await claimsAbout(scene.target, STRANGER)
  scene.hold(said > 0, 'a living wage makes its person known without a claim')
}

/** Records that belong to a file, by domain: of days on which they would change nothing. */
const IN_FILES: Readonly<Record<string, readonly object[]>> = {
  LOCAL: [
    { record: 'livingWage', validFrom: NOT_YET },
    { record: 'gpmi', type: 'STUDY', validFrom: NOT_YET },
  ],
  INTEGRATION: [
    { record: 'trajectory', kind: 'OBLIGED', validFrom: NOT_YET },
    { record: 'dutchCourse', validFrom: NOT_YET },
  ],
}

/** An organisation delivers in the name of another, whoever the person is: refused. */
export const filesOfOthers: Probe = async (scene) => {
  const { deliver } = scene.target
  const { deliverer, persons } = scene.contract
  if (deliverer?.other === undefined || persons === undefined) return
  const { consumer, domain, other: organisation } = deliverer
  for (const insz of [persons.insz.within, persons.insz.outside, persons.insz.unknown])
    for (const record of IN_FILES[domain] ?? []) {
      const { applied } = await deliver(consumer, 'DELIVER', domain, [{ ...record, insz, organisation }])
      scene.hold(applied === 0, `a row in the name of another organisation is taken: ${JSON.stringify(record)}`)
    }
}

async function claimsAbout({ url, token }: Target, insz: string): Promise<number> {
  const headers = {
    authorization: `Bearer ${await token('auditor', 'AUDIT')}`,
    'hub-purpose': 'AUDIT',
    'content-type': 'application/json',
  }
  const query = 'query ($person: DataSubject) { dataUse(person: $person) { claims { id } } }'
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables: { person: { insz } } }) })
  const { data } = (await response.json()) as { data?: { dataUse: { claims: object[] } } }
  return data?.dataUse.claims.length ?? 0
}
