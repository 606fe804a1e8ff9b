/** Which person an INSZ belongs to: found by keyed hash, made when unknown, one person for numbers that replace each other. */
import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { Insz } from '../../../base/insz.ts'
import type { Vault } from '../../../base/vault.ts'
import type { AcceptedRecord } from '../accept.ts'
import type { Header } from '../item.ts'
import { groupNumbers } from './group-numbers.ts'
import { findContradictions, type HeldStatement, sendHeld, withoutHeld } from './held-merges.ts'
import type { Send } from './pipelined-query.ts'

export type Merge = { survivor: string; lost: string }

export type ResolvedNumbers = {
  personOf: ReadonlyMap<Insz, string>
  /** Persons that turn out to be one: to be merged before anything is stored. */
  merges: readonly Merge[]
  /** Persons met for the first time: still to be stored, like the numbers. */
  created: readonly NewPerson[]
  /** Persons of whom something was withdrawn, came in a snapshot or was handed over: what is stored about them may not know of that. */
  marked: ReadonlySet<string>
  added: readonly AddedNumber[]
  /** Numbers that replace each other, in the order in which they were said. */
  replacements: readonly NumberReplacement[]
  /** Statements that were kept aside: nothing was joined because of them. */
  held: readonly (HeldStatement & { next: string; replaced: string })[]
}

type AddedNumber = { number: Insz; hash: string; personId: string }

/** Hashes of two numbers of one person. */
type NumberReplacement = { personId: string; next: string; old: string }

/** @property marked whether something of the person was withdrawn, came in a snapshot or was handed over. */
type Known = { personId: string; marked: boolean }
export type NewPerson = { personId: string; evidenceRef: string }

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
  { hashOf }: NumberKeys,
): Promise<ResolvedNumbers> {
  const hashes = new Map<Insz, string>()
  for (const { insz, replaces } of batch) {
    if (!hashes.has(insz)) hashes.set(insz, hashOf(insz))
    for (const number of replaces) hashes.set(number, hashOf(number))
  }
  const hashKept = (number: Insz) => hashes.get(number) ?? ''
  const known = await findNumbers(client, [...hashes.values()])
  const personKnown = (number: Insz) => known.get(hashKept(number))?.personId
  const numbers = [...hashes.keys()]
  const asSaid = groupNumbers(batch, numbers, personKnown)
  const held = asSaid.replaced.size === 0 ? [] : await findContradictions(client, batch, asSaid.groups, personKnown)
  const said = held.length === 0 ? batch : withoutHeld(batch, held)
  const { groups, replaced } = held.length === 0 ? asSaid : groupNumbers(said, numbers, personKnown)
  const personOf = new Map<Insz, string>()
  const merges: Merge[] = []
  const created: NewPerson[] = []
  const marked = new Set<string>()
  for (const group of groups) {
    const persons = [...new Set(bySurvival(group, replaced).flatMap((number) => personKnown(number) ?? []))]
    const [survivor = addPerson(created)] = persons
    for (const lost of persons.slice(1)) merges.push({ survivor, lost })
    for (const number of group) personOf.set(number, survivor)
    if (group.some((number) => known.get(hashKept(number))?.marked === true)) marked.add(survivor)
  }
  const added = [...hashes]
    .filter(([, hash]) => !known.has(hash))
    .map(([number, hash]) => ({ number, hash, personId: personOf.get(number) ?? '' }))
  const replacements = said.flatMap(({ insz, replaces }) =>
    replaces.map((old) => ({ personId: personOf.get(insz) ?? '', next: hashKept(insz), old: hashKept(old) })),
  )
  return {
    personOf,
    merges,
    created,
    marked,
    added,
    replacements,
    held: held.map(({ insz, old, ...one }) => ({ ...one, insz, old, next: hashKept(insz), replaced: hashKept(old) })),
  }
}

/** Stores what was resolved. */
export function storeNumbers(
  send: Send,
  { added, replacements, held }: Pick<ResolvedNumbers, 'added' | 'replacements' | 'held'>,
  vault: Vault,
  header: Header,
): void {
  insertNumbers(send, added, vault, header)
  sendReplacements(send, replacements, header.asOf)
  for (const { next, replaced, contradicts } of held) sendHeld(send, { next, replaced, contradicts }, header)
}

/**
 * Which number is current follows from the newest statement that names it; of one day, from the later delivery. A number that was
 * replaced on the same day comes back only when nothing else is current: then each replaces the other.
 */
export function sendReplacements(send: Send, replacements: readonly NumberReplacement[], asOf: string): void {
  for (const { next, old } of replacements) {
    send({ name: 'number_replaced', text: REPLACED, values: [old, asOf] })
    send({ name: 'number_replacing', text: REPLACING, values: [next, asOf] })
  }
  if (replacements.length > 0)
    send({ name: 'number_current', text: ONE_CURRENT, values: [[...new Set(replacements.map(({ personId }) => personId))]] })
}

const REPLACED = `update directory.person_number
  set current = false, named_on = $2::date, as_of = greatest(as_of, $2::date)
  where insz_hash = decode($1, 'hex') and coalesce(named_on, '-infinity') <= $2::date`

const REPLACING = `update directory.person_number n
  set current = true, named_on = $2::date
  where insz_hash = decode($1, 'hex')
    and (
      coalesce(named_on, '-infinity') < $2::date
      or named_on = $2::date and not exists (select from directory.person_number o where o.person_id = n.person_id and o.current)
    )`

/** Two statements about different numbers: the newer one counts. */
const ONE_CURRENT = `update directory.person_number n
  set current = false
  from (
    select insz_hash, row_number() over (partition by person_id order by named_on desc nulls last, insz_hash) as place
    from directory.person_number
    where person_id = any($1::uuid[]) and current
  ) c
  where c.insz_hash = n.insz_hash and c.place > 1`

/** The person of a number that is still in use remains; among equals the one named first. */
function bySurvival(numbers: readonly Insz[], replaced: ReadonlySet<Insz>): readonly Insz[] {
  if (numbers.length === 1) return numbers
  return [...numbers.filter((number) => !replaced.has(number)), ...numbers.filter((number) => replaced.has(number))]
}

/** Persons of numbers, held until the end of the transaction: nobody erases one of them while something about it is stored. */
async function findNumbers(client: ClientBase, hashes: readonly string[]): Promise<Map<string, Known>> {
  const { rows } = await client.query<{ hash: string; person_id: string; marked: boolean }>({
    name: 'find_numbers',
    text: `select encode(insz_hash, 'hex') as hash, person_id,
        exists (select from directory.withdrawn w where w.person_id = n.person_id)
          or exists (select from directory.snapshot s where s.person_id = n.person_id)
          or exists (select from directory.handover h where h.person_id = n.person_id) as marked
      from directory.person_number n
      join directory.person p on p.id = n.person_id
      where insz_hash = any (array(select decode(h, 'hex') from unnest($1::text[]) h))
      order by p.id
      for key share of p`,
    values: [hashes],
  })
  return new Map(rows.map(({ hash, person_id, marked }) => [hash, { personId: person_id, marked }]))
}

function addPerson(created: NewPerson[]): string {
  const person = createPerson()
  created.push(person)
  return person.personId
}

/** Somebody new. The ids of the sectors follow when the person is stored. */
export function createPerson(): NewPerson {
  return { personId: randomUUID(), evidenceRef: randomUUID() }
}

function insertNumbers(send: Send, numbers: readonly AddedNumber[], vault: Vault, header: Header): void {
  if (numbers.length === 0) return
  send({
    name: 'insert_numbers',
    text: `insert into directory.person_number (insz_hash, insz_encrypted, person_id, current, source, as_of)
      select decode(n.hash, 'hex'), decode(n.sealed, 'hex'), n.person_id, true, $4, $5::date
      from unnest($1::text[], $2::text[], $3::uuid[]) n(hash, sealed, person_id)`,
    values: [
      numbers.map(({ hash }) => hash),
      numbers.map(({ number }) => vault.encryptInsz(number).toString('hex')),
      numbers.map(({ personId }) => personId),
      header.source,
      header.asOf,
    ],
  })
}
