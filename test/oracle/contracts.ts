/** Contracts as a reader of the protocol files would add them up by hand: own YAML reading, nothing of the hub's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

type Fields = Record<string, string[]>
type Disclosure = { owner: string; fields?: 'all' | Fields; conditional?: { when: string[]; fields: Fields }[] }
type ProtocolFile = {
  recipient: string
  purposes: string[]
  inForce: { from: string; until: string | null }
  scope: { capacities: string[] }
  operations: string[]
  discloses: Disclosure[]
}

export type OracleContract = {
  name: string
  recipient: string
  purpose: string
  capacities: ReadonlySet<string>
  operations: ReadonlySet<string>
  /** Conditions of which any opens a coordinate; null: open for everybody in scope. A coordinate that is missing is not granted. */
  rules: ReadonlyMap<string, readonly string[] | null>
}

/** @param owners owner of every coordinate, for protocols that disclose all of one owner. */
export function readContracts(folder: string, today: string, owners: ReadonlyMap<string, string>): Map<string, OracleContract> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const protocols = files.map((name): ProtocolFile => parse(readFileSync(join(folder, name), 'utf8')))
  const holding = protocols.filter(({ inForce: { from, until } }) => from <= today && (until === null || today < until))
  const contracts = new Map<string, OracleContract>()
  for (const { recipient, purposes } of holding) {
    for (const purpose of purposes) {
      const own = holding.filter((protocol) => protocol.recipient === recipient && protocol.purposes.includes(purpose))
      contracts.set(`${recipient}/${purpose}`, {
        name: `${recipient}/${purpose}`,
        recipient,
        purpose,
        capacities: new Set(own.flatMap(({ scope }) => scope.capacities)),
        operations: new Set(own.flatMap(({ operations }) => operations)),
        rules: addUp(own.flatMap(({ discloses }) => discloses.flatMap((disclosure) => [...linesOf(disclosure, owners)]))),
      })
    }
  }
  return contracts
}

type Line = { coordinate: string; when: readonly string[] | null }

/** Every coordinate that one part of a protocol names, with its conditions. */
function* linesOf({ owner, fields, conditional = [] }: Disclosure, owners: ReadonlyMap<string, string>): Generator<Line> {
  if (fields === 'all') for (const [coordinate, by] of owners) if (by === owner) yield { coordinate, when: null }
  if (fields !== 'all') yield* named(fields ?? {}, null)
  for (const { when, fields: opened } of conditional) yield* named(opened, when)
}

function* named(fields: Fields, when: readonly string[] | null): Generator<Line> {
  for (const [type, names] of Object.entries(fields)) for (const name of names) yield { coordinate: `${type}.${name}`, when }
}

/** Unconditional once is unconditional; else any condition that is named opens. */
function addUp(lines: readonly Line[]): Map<string, readonly string[] | null> {
  const rules = new Map<string, readonly string[] | null>()
  for (const { coordinate, when } of lines) {
    const before = rules.get(coordinate)
    if (when === null || before === null) rules.set(coordinate, null)
    else rules.set(coordinate, [...new Set([...(before ?? []), ...when])].sort())
  }
  return rules
}

/** Rules for persons in scope: a referral shows of them what the contract shows anyway. */
export function inScope(contract: OracleContract): OracleContract {
  const rules = new Map(contract.rules)
  for (const [coordinate, when] of contract.rules) {
    const same = coordinate.startsWith('ReferredPerson.') ? contract.rules.get(coordinate.replace('ReferredPerson', 'Newcomer')) : undefined
    if (same === undefined || when === null) continue
    rules.set(coordinate, same === null ? null : [...new Set([...when, ...same])].sort())
  }
  return { ...contract, rules }
}
