/** What is shared between requests: documents, plans, caches. None of it may carry an answer from one caller to another. */

import type { Answer } from '../answer.ts'
import { isRefused } from '../ask.ts'
import { askedAs, askPerson, frontier, NOBODY, personRoot, selection } from '../documents.ts'
import type { Probe } from '../scene.ts'
import type { ContractUnderTest } from '../target.ts'
import { sayingOf } from './identity.ts'

/** The same text under every contract in turn: each is decided by itself, whoever asked it before. */
export const sameDocument: Probe = async (scene) => {
  const { target, contract } = scene
  const own = frontier(target, contract)
    .granted.filter((coordinate) => coordinate.startsWith('Newcomer.'))
    .filter((_, index) => index % 8 === 1)
  for (const coordinate of own) {
    const asked = askedAs(target, contract, coordinate)
    const text = `query Same($id: ID!) { newcomer(id: $id) { ${selection(asked)} } }`
    for (const other of [contract, ...target.contracts, contract]) {
      const granted = [coordinate, ...asked.values].every((one) => other.granted.has(one)) && other.operations.has('newcomer')
      const token = await target.token(other.consumer, other.purpose)
      const variables = { id: other.persons?.within[0] ?? 'x' }
      const answer = await scene.ask({ query: text, variables }, { token, purpose: other.purpose })
      const held = granted ? answer.status === 200 && answer.errors.length === 0 : isRefused(answer)
      scene.hold(held, `${coordinate} under ${other.name} is ${granted ? '' : 'not '}granted and was answered ${answer.status}`)
    }
  }
}

/** A purpose that the token does not hold is refused, also for a document that was just answered. */
export const otherPurposes: Probe = async (scene) => {
  const text = '{ __typename viewer { purpose } }'
  scene.hold((await scene.ask(text)).status === 200, 'the document is answered under its own purpose')
  const token = await scene.target.token(scene.contract.consumer, scene.contract.purpose)
  for (const purpose of ['', 'referral', 'own_data', 'ADMIN', '__proto__', 'REFERRAL,MATCHING', 'toString']) {
    const answer = await scene.refuses(text, `purpose "${purpose}"`, { purpose, token })
    scene.hold(['PURPOSE_NOT_GRANTED', 'PURPOSE_MISSING'].includes(String(answer.errors[0]?.extensions.code)), 'with the code for it')
  }
  // The token was asked for one purpose: what else the consumer may ask for needs another token.
  const others = ['REFERRAL', 'INCENTIVE_DECISION', 'TRAJECTORY_FOLLOW_UP', 'MATCHING', 'STATISTICS', 'AUDIT', 'OWN_DATA']
  for (const purpose of others.filter((one) => one !== scene.contract.purpose))
    await scene.refuses(text, `purpose ${purpose}, which this token does not hold`, { purpose, token })
}

/** Switches and arguments change what one document asks: its second answer must not be made from its first plan. */
export const oneDocumentManyWays: Probe = async (scene) => {
  const { contract, target } = scene
  if (contract.persons === undefined) return
  const names = frontier(target, contract).granted.filter((coordinate) => coordinate.startsWith('Newcomer.'))
  const [first = 'Newcomer.id', second = 'Newcomer.id'] = names.filter((coordinate) => coordinate !== 'Newcomer.id')
  const one = selection(askedAs(target, contract, first))
  const two = selection(askedAs(target, contract, second))
  const text = `query ($a: Boolean!, $b: Boolean!) { p: ${personRoot(contract)} { ... @include(if: $a) { ${one} } ... @skip(if: $b) { ${two} } } }`
  const plain = async (inner: string) => JSON.stringify((await scene.ask(`{ p: ${personRoot(contract)} { ${inner} } }`)).data)
  for (const [a, b] of [
    [true, true],
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const expected = await plain(`${a ? one : ''} ${b ? '' : two} ${!a && b ? '__typename @skip(if: true)' : ''}`)
    const { data } = await scene.ask({ query: text, variables: { a, b } })
    scene.hold(JSON.stringify(data) === expected, `switches a=${a} b=${b}: ${JSON.stringify(data)} instead of ${expected}`)
  }
  const roots = `{ p: ${personRoot(contract)} { ${one} } q: ${personRoot(contract)} { ${two} } }`
  const sideBySide = JSON.stringify((await scene.ask(roots)).data)
  const apart = JSON.stringify({ ...JSON.parse(await plain(one)), q: JSON.parse(await plain(two)).p })
  scene.hold(sideBySide === apart, `two root fields side by side: ${sideBySide} instead of ${apart}`)
  const shared = `fragment F on Query { p: ${personRoot(contract)} { ${one} } }`
  const many = `query One { ...F } query Two { ...F p: ${personRoot(contract)} { ${two} } } ${shared}`
  for (const [operationName, inner] of [
    ['One', one],
    ['Two', `${one} ${two}`],
    ['One', one],
    ['Two', `${one} ${two}`],
  ]) {
    const { data } = await scene.ask({ query: many, operationName })
    const expected = await plain(inner ?? '')
    scene.hold(JSON.stringify(data) === expected, `operation ${operationName} of two: ${JSON.stringify(data)} instead of ${expected}`)
  }
}

/** Two callers ask the same at the same time: nobody gets what the other asked. */
export const concurrently: Probe = async (scene) => {
  const { contract, target } = scene
  const text = '{ viewer { organisation consumer purpose } newcomers(first: 5) { nodes { id } totalCount } }'
  const others = target.contracts.filter((other) => other.operations.has('newcomers') && other.name !== contract.name)
  if (!contract.operations.has('newcomers')) return
  const callers: ContractUnderTest[] = [contract, ...others.slice(0, 3)]
  const askAs = async (caller: ContractUnderTest) =>
    scene.ask(text, { token: await target.token(caller.consumer, caller.purpose), purpose: caller.purpose })
  const alone: Answer[] = []
  for (const caller of callers) alone.push(await askAs(caller))
  const rounds = Array.from({ length: 24 }, (_, index) => index % callers.length)
  const together = await Promise.all(rounds.map(async (index) => ({ index, answer: await askAs(callers[index] as ContractUnderTest) })))
  for (const { index, answer } of together)
    scene.hold(answer.text === alone[index]?.text, `${callers[index]?.name} got another answer than alone`)
}

/** Persons of one scope, of another and of none, asked at the same moment by two organisations in the same words: each asker has its own scope, and each answer one proof. */
export const atOnce: Probe = async (scene) => {
  const { contract, target } = scene
  const { persons, sibling } = contract
  if (persons === undefined || !contract.operations.has('newcomer')) return
  const granted = frontier(target, contract).granted.filter((coordinate) => coordinate.startsWith('Newcomer.'))
  const fields = granted.filter((_, index) => index % 9 === 0).map((coordinate) => selection(askedAs(target, contract, coordinate)))
  const query = `query ($id: ID!) { newcomer(id: $id) { id ${fields.join(' ')} } }`
  const asking = [contract.consumer, ...(sibling === undefined ? [] : [sibling])].flatMap((consumer) =>
    [...persons.within.slice(0, 6), ...persons.outside.slice(0, 3), NOBODY].map((id) => ({ consumer, id })),
  )
  const ask = async ({ consumer, id }: { consumer: string; id: string }) =>
    scene.ask({ query, variables: { id } }, { token: await target.token(consumer, contract.purpose) })
  const alone: Answer[] = []
  for (const one of asking) alone.push(await ask(one))
  const before = await target.levers.countUses?.()
  const together = await Promise.all(asking.map(ask))
  const after = await target.levers.countUses?.()
  for (const [index, answer] of together.entries())
    scene.hold(sayingOf(answer) === sayingOf(alone[index] as Answer), `${asking[index]?.consumer} got another answer at once than alone`)
  if (before !== undefined && after !== undefined) scene.hold(after - before === asking.length, 'every answer leaves its own proof of use')
}

/** Answers, partial ones and errors too, may be kept by nobody on the way. */
export const caching: Probe = async (scene) => {
  const { contract } = scene
  const answers = [
    await scene.ask('{ __typename }'),
    await scene.ask(askPerson(contract, 'noSuchField')),
    await scene.ask('{'),
    await scene.ask('{ __typename }', { token: 'x' }),
    await scene.ask('{ __typename }', { headers: { 'if-none-match': '*' } }),
    await scene.ask(askPerson(contract, '__typename')),
  ]
  for (const { headers, status } of answers) {
    scene.hold(headers.get('cache-control') === 'no-store', `an answer with status ${status} may be kept`)
    scene.hold(!headers.has('etag') && !headers.has('expires') && !headers.has('age'), `an answer with status ${status} has a validator`)
  }
}
