/** Persons of whom is known, by plain SQL and the protocol files alone, whether a contract's caller may meet them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Insz } from '../../src/base/insz.ts'
import { completeInsz } from '../../src/base/insz.ts'
import type { RunningHub } from './running-hub.ts'
import type { KnownPersons } from './target.ts'

const PROTOCOLS = join(import.meta.dirname, '../../protocols')

type Who = { code?: string; sector?: 'integration' | 'work' | 'local' }

/** Relationships that make a person exist for a contract, as the protocol files say. */
export function capacitiesOf(contract: string): string[] {
  const [recipient, purpose] = contract.split('/')
  const files = readdirSync(PROTOCOLS).filter((name) => name.endsWith('.yaml'))
  const protocols = files.map((name) => parse(readFileSync(join(PROTOCOLS, name), 'utf8')))
  return protocols.find((protocol) => protocol.recipient === recipient && protocol.purposes.includes(purpose))?.scope.capacities ?? []
}

/** @returns undefined for callers that meet no persons. */
export async function knownPersons(hub: RunningHub, contract: string, { code, sector }: Who): Promise<KnownPersons | undefined> {
  if (sector === undefined) return undefined
  const { rows } = await hub.pool.query(IN_AND_OUT(sector), [code, capacitiesOf(contract), hub.today])
  const inside = rows.filter((row) => row.within)
  const outside = rows.filter((row) => !row.within)
  const insz = (row: (typeof rows)[number] | undefined) => (row === undefined ? unknownInsz() : hub.vault.decryptInsz(row.insz))
  return {
    within: inside.slice(0, 60).map((row) => row.id),
    outside: outside.slice(0, 20).map((row) => row.id),
    knownAs: new Map(
      [...new Set(inside.flatMap((row) => row.capacities))].map((capacity) => [
        capacity,
        inside.filter((row) => row.capacities.includes(capacity)).map((row) => row.id),
      ]),
    ),
    foreign: inside.slice(0, 5).flatMap((row) => [row.other, row.third, row.internal, row.evidence_ref]),
    insz: {
      within: insz(inside.find((row) => row.insz)),
      outside: insz(outside.find((row) => row.insz)),
      stranger: insz(outside.find((row) => row.insz && row.capacities.length === 0)),
      unknown: unknownInsz(),
    },
  }
}

/** A number that is right and that nobody has. */
function unknownInsz(): Insz {
  return completeInsz('856731199', false)
}

const OTHERS = { integration: ['work_id', 'local_id'], work: ['integration_id', 'local_id'], local: ['integration_id', 'work_id'] }

const IN_AND_OUT = (sector: keyof typeof OTHERS) => `
  select p.id as internal, p.${sector}_id as id, p.${OTHERS[sector][0]} as other, p.${OTHERS[sector][1]} as third, p.evidence_ref,
    (select n.insz_encrypted from directory.person_number n where n.person_id = p.id and n.current limit 1) as insz,
    own.capacities, own.capacities && $2::text[] as within
  from directory.person p, lateral (
    select coalesce(array_agg(distinct r.capacity::text), '{}') as capacities
      from directory.relationship r join directory.organisation_code c on c.organisation_id = r.organisation_id
      where r.person_id = p.id and c.code = $1 and r.valid_from <= $3::date and (r.valid_until is null or r.valid_until > $3::date)) own
  order by p.id`
