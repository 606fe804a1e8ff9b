/** Systems that are measured. One folder each: `start.ts` opens it in a process of its own, `encode.ts` puts a request in its form. */
import { postgraphileEncoder } from '../peers/postgraphile/encode.ts'
import { peerEncoder } from '../peers/shared/encode.ts'
import type { QuestionName } from '../questions.ts'
import type { Ask } from '../setup/asks.ts'
import type { Dataset } from '../setup/dataset.ts'
import { hubEncoder } from './hub/encode.ts'
import { registeredEncoder } from './hub-registered/encode.ts'
import { limitEncoder } from './limit/encode.ts'
import type { WireRequest } from './wire.ts'

export const SYSTEM_NAMES = [
  'hub',
  'hub-registered',
  'hub-no-evidence',
  'hub-open',
  'L',
  'L-bare',
  'P',
  'card',
  'mercurius',
  'yoga',
] as const
export type SystemName = (typeof SYSTEM_NAMES)[number]

/** What a system's own process is told. */
export type SystemSettings = {
  databaseUrl: string
  dataDir: string
  issuer: string
  connections: number
  /** A hub seals every few seconds, whoever wrote the rows. Where several are compared, each does when it is told, so that each pays for its own. */
  sealing: 'BY_CLOCK' | 'WHEN_TOLD'
}

/** What `start.ts` of a system exports as `start`: opens it on a free port of loopback. */
export type StartSystem = (settings: SystemSettings) => Promise<{ port: number; seal?(): Promise<unknown>; close(): Promise<void> }>

export type System = {
  title: string
  /** Folder of `start.ts`, from `bench/systems`. */
  folder: string
  /** Whether it is the hub itself, to be started with the flags of `npm start`. */
  product?: true
  /** Questions that it answers for other persons, so that its answers are not compared. */
  otherPersons?: readonly QuestionName[]
  /** Made once per run; puts each ask in the system's own form. */
  encoder: (dataset: Dataset) => (ask: Ask) => WireRequest
}

export const SYSTEMS: Record<SystemName, System> = {
  hub: { title: 'the hub as in production', folder: 'hub', product: true, encoder: hubEncoder },
  'hub-no-evidence': {
    title: 'the hub without writing data-use rows (bench only)',
    folder: 'hub-no-evidence',
    product: true,
    encoder: hubEncoder,
  },
  'hub-registered': { title: 'the hub, operations sent by hash', folder: 'hub-registered', product: true, encoder: registeredEncoder },
  // Opened after the other hubs: it widens what their contracts may read, and the next to open would narrow it again.
  'hub-open': {
    title: 'the hub with the whole schema granted and every person in scope',
    folder: 'hub-open',
    product: true,
    otherPersons: ['Q2'],
    encoder: hubEncoder,
  },
  L: { title: 'node:http and pg, one hand-written statement with scope join and data-use insert', folder: 'limit', encoder: limitEncoder },
  'L-bare': { title: 'L without the data-use insert', folder: 'limit-bare', encoder: limitEncoder },
  P: { title: 'PostGraphile 5, row check in views, records nothing', folder: '../peers/postgraphile', encoder: postgraphileEncoder },
  card: {
    title: 'Apollo, Pothos, Prisma in DataLoaders, shield on every field; records nothing',
    folder: '../peers/card',
    encoder: peerEncoder,
  },
  mercurius: {
    title: 'Mercurius with its loaders and mercurius-auth; records nothing',
    folder: '../peers/mercurius',
    encoder: peerEncoder,
  },
  yoga: {
    title: 'GraphQL Yoga with Envelop field permissions, pg in DataLoaders; records nothing',
    folder: '../peers/yoga',
    encoder: peerEncoder,
  },
}
