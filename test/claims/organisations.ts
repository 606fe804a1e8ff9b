/** Organisations with an application that asks, and perhaps one that delivers; and what the protocol files let them deliver, read by its own reader. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { CONSUMERS as APPLICATIONS } from '../../src/development/issuer/consumers.ts'
import { CONSUMERS } from '../attack/hub-target.ts'

/** @property asks consumer that reads. @property delivers consumer that delivers; undefined: the organisation has none. */
export type Organisation = { group: string; code: string; asks: string; delivers: string | undefined; domains: readonly string[] }

const applicationOf = (id: string | undefined) => APPLICATIONS.find((application) => application.id === id)

/** Two organisations of each group, where there are two. */
export const ORGANISATIONS: readonly Organisation[] = Object.entries(CONSUMERS).flatMap(([group, { consumer, sibling }]) => {
  const readers = [applicationOf(consumer), applicationOf(sibling)].filter((reader) => reader?.organisation)
  const byCode = new Map(readers.map((reader) => [reader?.organisation?.code, reader]))
  return [...byCode].map(([code = '', reader]) => {
    const deliverer = APPLICATIONS.find(({ organisation, delivers }) => organisation?.code === code && delivers.length > 0)
    return { group, code, asks: reader?.id ?? '', delivers: deliverer?.id, domains: deliverer?.delivers ?? [] }
  })
})

type DeliveryFile = {
  deliverer: string
  inForce: { from: string; until: string | null }
  delivers: { records: string[]; about: string }[]
}

/** About whom a group may deliver a record type, on a day: nothing when it may not. */
export type Grants = (group: string, recordType: string) => readonly string[]

export function readGrants(protocols: string, today: string): Grants {
  const folder = join(protocols, 'deliveries')
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  const holding = files
    .map((name): DeliveryFile => parse(readFileSync(join(folder, name), 'utf8')))
    .filter(({ inForce: { from, until } }) => from <= today && (until === null || today < until))
  return (group, recordType) =>
    holding
      .filter(({ deliverer }) => deliverer === group)
      .flatMap(({ delivers }) => delivers.filter(({ records }) => records.includes(recordType)).map(({ about }) => about))
}
