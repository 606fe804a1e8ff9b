/** The suites a second time, with registered operations: what went as text is registered, goes by its hash, and must be answered with the same bytes. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { buildContracts } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { findBrokenOperations, type StoredOperation } from '../../src/graphql/operations/check.ts'
import { hashOf } from '../../src/graphql/operations/manifest.ts'
import type { Answer, Body } from './answer.ts'
import type { RunningHub } from './running-hub.ts'
import type { ContractUnderTest, Target, Wire } from './target.ts'

/** A registration is known to a running hub within 10 seconds. Milliseconds. */
const KNOWN_AFTER_MS = 10_200

/** @property byHash how many operations went by hash. @property alike how many of their answers were compared with those to the text. */
export type BothWays<Result> = { asText: Result; asHash: Result; byHash: number; alike: number; differences: string[] }

/** Runs a suite with operations as text, and again, with those that fit their contract registered, by hash. It must ask the same both times. */
export async function runBothWays<Result>(
  hub: RunningHub,
  target: Target,
  run: (target: Target) => Promise<Result>,
): Promise<BothWays<Result>> {
  const heard = new Map<string, Set<string>>()
  const documents = new Map<string, StoredOperation>()
  const asText = await run({ ...target, wire: noting(heard, documents) })
  const registered = await register(hub, [...documents.values()])
  const counts = { byHash: 0, alike: 0, differences: [] as string[] }
  const asHash = await run({ ...target, wire: sendingHashes(heard, registered, counts) })
  return { asText, asHash, ...counts }
}

const keyOf = ({ name, consumer }: ContractUnderTest, text: unknown) => `${name} ${consumer} ${JSON.stringify(text)}`

/** Notes what is sent and what is answered. Asked at different moments, the same may be answered differently. */
function noting(heard: Map<string, Set<string>>, documents: Map<string, StoredOperation>): Wire {
  return {
    send: (contract, body) => {
      const { query: document } = body
      const { consumer, name } = contract
      if (typeof document === 'string')
        documents.set(keyOf(contract, document), { consumer, contract: name, hash: hashOf(document), name: null, document })
      return body
    },
    hear: (contract, body, answer) => {
      const key = keyOf(contract, body)
      heard.set(key, (heard.get(key) ?? new Set()).add(sayingOf(answer)))
    },
  }
}

function sendingHashes(
  heard: ReadonlyMap<string, ReadonlySet<string>>,
  registered: ReadonlySet<string>,
  counts: { byHash: number; alike: number; differences: string[] },
): Wire {
  const isRegistered = (contract: ContractUnderTest, { query, variables: _variables, operationName: _name, ...more }: Body) =>
    Object.keys(more).length === 0 && registered.has(keyOf(contract, query))
  return {
    send: (contract, body) => {
      if (!isRegistered(contract, body)) return body
      const { query = '', ...rest } = body
      counts.byHash += 1
      // Both ways that clients speak.
      return counts.byHash % 2 === 0
        ? { ...rest, documentId: `sha256:${hashOf(query)}` }
        : { ...rest, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }
    },
    hear: (contract, body, answer) => {
      const sayings = heard.get(keyOf(contract, body))
      if (!isRegistered(contract, body) || sayings === undefined) return
      if (sayings.has(sayingOf(answer))) counts.alike += 1
      else
        counts.differences.push(
          `${contract.name} ${JSON.stringify(body)}\nas text ${[...sayings].join('\n        ')}\nby hash ${sayingOf(answer)}`,
        )
    },
  }
}

/** All bytes of an answer but what is new in each: trace ids, and cursors, which are sealed anew. */
function sayingOf({ status, text }: Answer): string {
  const kept = text
    .replace(/"traceId":"[0-9a-f]{32}"/g, '"traceId":""')
    .replace(/"(cursor|startCursor|endCursor)":"([^"]+)"/g, (_whole, name, cursor: string) => `"${name}":"(${cursor.length})"`)
  return `${status} ${kept}`
}

/** Registers what a consumer could register: an operation that does not fit its contract never can be. @returns keys of those registered. */
async function register({ pool, today }: RunningHub, operations: readonly StoredOperation[]): Promise<ReadonlySet<string>> {
  const schema = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })
  const contracts = buildContracts(schema, await loadRegister(join(import.meta.dirname, '../../protocols'), { production: false }), today)
  const idOf = ({ consumer, contract, hash }: Pick<StoredOperation, 'consumer' | 'contract' | 'hash'>) => `${consumer} ${contract} ${hash}`
  const broken = new Set(findBrokenOperations(contracts, operations).map(idOf))
  const fitting = operations.filter((operation) => !broken.has(idOf(operation)))
  const columns = (['consumer', 'contract', 'hash', 'document'] as const).map((name) => fitting.map((operation) => operation[name]))
  await pool.query(
    `with given as (select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as g (consumer, contract, hash, document)),
       version as (insert into directory.manifest_version (consumer, contract, version)
         select distinct consumer, contract, 1 from given on conflict do nothing),
       document as (insert into directory.registered_operation (consumer, contract, hash, document)
         select * from given on conflict do nothing)
     insert into directory.manifest_operation (consumer, contract, version, hash)
       select consumer, contract, 1, hash from given on conflict do nothing`,
    columns,
  )
  await wait(KNOWN_AFTER_MS)
  return new Set(fitting.map(({ consumer, contract, document }) => `${contract} ${consumer} ${JSON.stringify(document)}`))
}
