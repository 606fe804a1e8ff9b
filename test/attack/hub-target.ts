/** The hub as a target: its contracts from the reviewed files, its known persons from its database. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, type GraphQLSchema } from 'graphql'
import type { TokenUse } from '../../src/development/issuer/request-token.ts'
import { hubLevers } from './hub-levers.ts'
import { knownPersons } from './known-persons.ts'
import type { RunningHub } from './running-hub.ts'
import type { ContractUnderTest, Target } from './target.ts'

const SCHEMA = join(import.meta.dirname, '../../schema')

/** May send registered operations only, in a world to be attacked. */
export const RESTRICTED = 'amal-frontend'

type GroupUnderTest = {
  consumer: string
  sibling?: string
  person?: string
  restricted?: string
  code?: string
  sector?: 'integration' | 'work' | 'local'
  deliverer?: { consumer: string; domain: string; other?: string }
}

/** A consumer of each recipient group, and others with the same rights where there are any. */
export const CONSUMERS: Record<string, GroupUnderTest> = {
  INTEGRATION_AGENCY: {
    consumer: 'agii-frontend',
    sibling: 'atlas-frontend',
    restricted: RESTRICTED,
    code: '0543307391',
    sector: 'integration',
    deliverer: { consumer: 'agii-deliveries', domain: 'INTEGRATION', other: '0421722346' },
  },
  OCMW: {
    consumer: 'ocmw-gent',
    sibling: 'ocmw-mechelen',
    person: 'ocmw-gent-desk',
    code: '0212214125',
    sector: 'local',
    deliverer: { consumer: 'ocmw-gent-deliveries', domain: 'LOCAL', other: '0021202517' },
  },
  MUNICIPALITY: { consumer: 'gemeente-gent', code: '0207451227', sector: 'local' },
  VDAB: {
    consumer: 'vdab-matching',
    sibling: 'vdab-consultant',
    person: 'vdab-consultant',
    code: '0887010362',
    sector: 'work',
    deliverer: { consumer: 'vdab-deliveries', domain: 'WORK' },
  },
  BI: { consumer: 'bi-tool', code: 'OVO900020' },
  SUPERVISOR: { consumer: 'auditor', code: 'OVO900030' },
  CITIZEN: { consumer: 'citizen-portal' },
}

/** The reviewed matrix: who sees what. */
export function readMatrix(): { contracts: string[]; rows: { coordinate: string; owner: string; cells: string[] }[] } {
  const text = readFileSync(join(SCHEMA, 'access-matrix.tsv'), 'utf8')
  const [header = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  return {
    contracts: header.slice(2),
    rows: rows.map(([coordinate = '', owner = '', ...cells]) => ({ coordinate, owner, cells })),
  }
}

/** Whole schema, from the reviewed file. */
export function readHubSchema(): GraphQLSchema {
  return buildSchema(readFileSync(join(SCHEMA, 'hub.graphql'), 'utf8'), { assumeValidSDL: true })
}

export async function hubTarget(hub: RunningHub): Promise<Target> {
  const matrix = readMatrix()
  const contracts = await Promise.all(
    matrix.contracts.map(async (name, column): Promise<ContractUnderTest> => {
      const [recipient = '', purpose = ''] = name.split('/')
      const who = CONSUMERS[recipient]
      if (who === undefined) throw new Error(`No consumer is known for ${recipient}: name one in hub-target.ts.`)
      const granted = matrix.rows.flatMap(({ coordinate, cells }): [string, string][] =>
        cells[column] === undefined || cells[column] === '-' ? [] : [[coordinate, cells[column]]],
      )
      const file = join(SCHEMA, 'contracts', `${name.toLowerCase().replaceAll('_', '-').replace('/', '-')}.graphql`)
      const schema = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true })
      const operations = new Set(Object.keys(schema.getQueryType()?.getFields() ?? {}))
      const acts = new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}))
      const { consumer, sibling, person, restricted, deliverer } = who
      const promised = { granted: new Map(granted), operations, acts, deliverer, persons: await knownPersons(hub, name, who) }
      return { name, consumer, sibling, person, restricted, purpose, ...promised }
    }),
  )
  const schema = readHubSchema()
  return {
    url: `${hub.address}/graphql`,
    token: (consumer, use) => hub.token(consumer, use as TokenUse),
    schema,
    coordinates: matrix.rows.map(({ coordinate }) => coordinate),
    contracts,
    decisions: new Set(['decideIncentive', 'supersedeDecision', 'revokeIncentive']),
    deliver: (consumer, use, domain, records) => deliver(hub, { consumer, use: use as TokenUse, domain, records }),
    reveals: new Map([...REVEALS, ...factFilters(schema)]),
    levers: hubLevers(hub),
  }
}

type Delivery = { consumer: string; use: TokenUse; domain: string; records?: readonly object[] | undefined }

async function deliver({ address, token }: RunningHub, { consumer, use, domain, records = [] }: Delivery) {
  const header = { source: 'attack', reference: randomUUID(), domain, asOf: '2026-01-01' }
  const response = await fetch(`${address}/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token(consumer, use)}`, 'content-type': 'application/x-ndjson' },
    body: [{ delivery: header }, ...records].map((line) => `${JSON.stringify(line)}\n`).join(''),
  })
  const { applied = 0 } = (await response.json()) as { applied?: number }
  return { status: response.status, applied }
}

/** What filters and orders would tell, where their name does not say it. */
const REVEALS = new Map<string, readonly string[]>([
  ['NewcomerFilter.capacity', []],
  ['NewcomerFilter.municipalityNisCodes', ['Newcomer.municipality', 'Municipality.nisCode']],
  ['NewcomerOrder.ID', []],
  ['NewcomerOrder.FAMILY_NAME', ['Newcomer.familyName']],
  ['NewcomerOrder.FIRST_REGISTERED_ON', ['Newcomer.firstRegisteredOn']],
])

/** A filter with the name of a field tells that field. */
function factFilters(schema: GraphQLSchema): [string, readonly string[]][] {
  const filter = schema.getType('NewcomerFilter')
  const names = filter !== undefined && 'getFields' in filter ? Object.keys(filter.getFields()) : []
  return names.flatMap((name): [string, readonly string[]][] =>
    REVEALS.has(`NewcomerFilter.${name}`) ? [] : [[`NewcomerFilter.${name}`, [`Newcomer.${name}`]]],
  )
}
