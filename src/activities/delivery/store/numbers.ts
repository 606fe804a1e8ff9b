/** Which person an INSZ belongs to: found by keyed hash, made when unknown, one person for numbers that replace each other. */
import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Insz } from '../../../base/insz.ts'
import type { Vault } from '../../../base/vault.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import { groupNumbers } from './group-numbers.ts'
import type { Send } from './pipelined-query.ts'

export type Merge = { survivor: string; lost: string }

export type ResolvedNumbers = {
  personOf: ReadonlyMap<Insz, string>
  /** Persons that turn out to be one: to be merged before anything is stored. */
  merges: readonly Merge[]
  /** Persons met for the first time: still to be stored, like the numbers. */
  created: readonly NewPerson[]
  added: readonly AddedNumber[]
  /** Hashes of numbers that are no longer current. */
  ended: readonly string[]
}

type AddedNumber = { number: Insz; hash: string; personId: string; current: boolean }

type Known = { personId: string; current: boolean }
export type NewPerson = { personId: string; integrationId: string; workId: string; localId: string; evidenceRef: string }

/** Keys of the numbers of one delivery, or of one import. @property hashOf keyed hash of a number, in hexadecimal. */
export type NumberKeys = { vault: Vault; hashOf: (number: Insz) => string }

/** Numbers whose hash is remembered: as many as deliveries come back to. */
const REMEMBERED = 50_000

/** A delivery names the same person in many records: each number is hashed once. */
export function createNumberKeys(vault: Vault): NumberKeys {
  const known = new Map<Insz, string>()
  const hashAnew = (number: Insz): string => {
    if (known.size >= REMEMBERED) known.clear()
    const hash = vault.hashInsz(number).toString('hex')
    known.set(number, hash)
    return hash
  }
  return { vault, hashOf: (number) => known.get(number) ?? hashAnew(number) }
}

export async function resolveNumbers(
  client: ClientBase,
  batch: readonly AcceptedRecord[],
  { vault, hashOf }: NumberKeys,
): Promise<ResolvedNumbers> {
  const hashes = new Map<Insz, string>()
  for (const { insz, replaces } of batch) {
    if (!hashes.has(insz)) hashes.set(insz, hashOf(insz))
    for (const number of replaces) hashes.set(number, hashOf(number))
  }
  const known = await findNumbers(client, [...hashes.values()])
  const personKnown = (number: Insz) => known.get(hashes.get(number) ?? '')?.personId
  const { groups, replaced } = groupNumbers(batch, [...hashes.keys()], personKnown)
  const personOf = new Map<Insz, string>()
  const merges: Merge[] = []
  const created: NewPerson[] = []
  for (const numbers of groups) {
    const persons = [...new Set(bySurvival(numbers, replaced).flatMap((number) => personKnown(number) ?? []))]
    const [survivor = createPerson(vault, created)] = persons
    for (const lost of persons.slice(1)) merges.push({ survivor, lost })
    for (const number of numbers) personOf.set(number, survivor)
  }
  const added = [...hashes]
    .filter(([, hash]) => !known.has(hash))
    .map(([number, hash]) => ({ number, hash, personId: personOf.get(number) ?? '', current: !replaced.has(number) }))
  const ended = [...replaced].map((number) => hashes.get(number) ?? '').filter((hash) => known.get(hash)?.current === true)
  return { personOf, merges, created, added, ended }
}

/** Stores what was resolved. */
export function storeNumbers(send: Send, { added, ended }: Pick<ResolvedNumbers, 'added' | 'ended'>, vault: Vault, header: Header): void {
  insertNumbers(send, added, vault, header)
  if (ended.length > 0)
    send({
      text: `update directory.person_number
        set current = false, as_of = greatest(as_of, $2::date)
        where insz_hash in (select decode(h, 'hex') from unnest($1::text[]) h)`,
      values: [ended, header.asOf],
    })
}

/** The person of a number that is still in use remains; among equals the one named first. */
function bySurvival(numbers: readonly Insz[], replaced: ReadonlySet<Insz>): readonly Insz[] {
  if (numbers.length === 1) return numbers
  return [...numbers.filter((number) => !replaced.has(number)), ...numbers.filter((number) => replaced.has(number))]
}

async function findNumbers(client: ClientBase, hashes: readonly string[]): Promise<Map<string, Known>> {
  const { rows } = await client.query<{ hash: string; person_id: string; current: boolean }>({
    name: 'find_numbers',
    text: `select encode(insz_hash, 'hex') as hash, person_id, current from directory.person_number
      where insz_hash = any (array(select decode(h, 'hex') from unnest($1::text[]) h))`,
    values: [hashes],
  })
  return new Map(rows.map((row) => [row.hash, { personId: row.person_id, current: row.current }]))
}

function createPerson(vault: Vault, created: NewPerson[]): string {
  const personId = randomUUID()
  created.push({
    personId,
    integrationId: vault.pseudonym(personId, 'INTEGRATION'),
    workId: vault.pseudonym(personId, 'WORK'),
    localId: vault.pseudonym(personId, 'LOCAL'),
    evidenceRef: randomUUID(),
  })
  return personId
}

function insertNumbers(send: Send, numbers: readonly AddedNumber[], vault: Vault, header: Header): void {
  if (numbers.length === 0) return
  send({
    name: 'insert_numbers',
    text: `insert into directory.person_number (insz_hash, insz_encrypted, person_id, current, source, as_of)
      select decode(n.hash, 'hex'), decode(n.sealed, 'hex'), n.person_id, n.current, $5, $6::date
      from unnest($1::text[], $2::text[], $3::uuid[], $4::boolean[]) n(hash, sealed, person_id, current)`,
    values: [
      numbers.map(({ hash }) => hash),
      numbers.map(({ number }) => vault.encryptInsz(number).toString('hex')),
      numbers.map(({ personId }) => personId),
      numbers.map(({ current }) => current),
      header.source,
      header.asOf,
    ],
  })
}
