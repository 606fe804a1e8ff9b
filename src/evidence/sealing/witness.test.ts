/** A second party holds checkpoints: it is told the newest, a failure is told and stops nothing, and an older copy of everything is found by what it holds. */
import { execFile as execFileBack } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterAll, expect, test, vi } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { createEvidenceBench } from '../../../test/support/evidence.ts'
import { needing } from '../../../test/support/machine.ts'
import { ProblemList } from '../verification/verdict.ts'
import { verifyAnchors } from '../verification/verify-anchors.ts'
import { verifyLive } from '../verification/verify-live.ts'
import { GENESIS, hashCheckpoint, signAnchor } from './checkpoint.ts'
import { createSealer } from './sealer.ts'
import { parsePublicKeys, publicKeyPem } from './signing-key.ts'
import { createWitness, type WitnessHealth, witnessAt } from './witness.ts'

const bench = createEvidenceBench(await createTestDatabase())
const { pool, url } = bench.database

const event = () => pool.query(`insert into audit.event (kind, actor, subject) values ('COMMAND', 'test', 'witness')`)
const anchored = () => readFileSync(bench.anchorsFile, 'utf8').trimEnd().split('\n')

/** Stands for a secret: it may appear in no report. */
const TOKEN = 'hunter2.of-the/witness='
const execFile = promisify(execFileBack)

let status = 204
const taken: string[] = []
const authorizations: string[] = []
const server: Server = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  if (status === 204) taken.push(text.trimEnd())
  if (request.headers.authorization !== undefined) authorizations.push(request.headers.authorization)
  response.writeHead(status, status === 307 ? { location: address } : {}).end()
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
afterAll(() => server.close())
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/checkpoints`

test('it is told every new checkpoint; while it fails sealing goes on, and what it missed is told when it works again', async () => {
  const told: WitnessHealth[] = []
  const witness = createWitness(witnessAt(address), (health) => told.push(health))
  const log = pino({ level: 'silent' })
  const sealer = createSealer({ ...bench.parts, intervalMs: 3_600_000, graceMs: 60_000, log, witness })
  await event()
  await sealer.sealNow()
  await vi.waitUntil(() => taken.length === 1)
  expect(taken).toEqual([anchored().at(-1)])
  await vi.waitUntil(() => !witness.health().behind)

  status = 500
  await event()
  await sealer.sealNow()
  await vi.waitUntil(() => witness.health().problem !== null)
  expect(sealer.health()).toMatchObject({ state: 'HEALTHY', witness: { behind: true, problem: 'it answered with status 500' } })

  status = 204
  await sealer.sealNow()
  await vi.waitUntil(() => !witness.health().behind)
  expect(taken.at(-1)).toBe(anchored().at(-1))
  expect(told).toEqual([
    { behind: true, problem: 'it answered with status 500' },
    { behind: false, problem: null },
  ])
  await sealer.close()
})

test('at an address it gets the token, and a report of what went wrong has neither', async () => {
  status = 401
  const told: WitnessHealth[] = []
  const witness = createWitness(witnessAt(address, TOKEN), (health) => told.push(health))
  await witness.tell('a line')
  expect(authorizations.at(-1)).toBe(`Bearer ${TOKEN}`)
  expect(told).toEqual([{ behind: true, problem: 'it answered with status 401' }])
  status = 204
  await witness.tell('a line')
  expect(taken.at(-1)).toBe('a line')
  // An answer with another address does not get the token sent there.
  status = 307
  await expect(witnessAt(address, TOKEN)('another line')).rejects.toThrow()
  expect(authorizations).toHaveLength(3)
  status = 204
  await witnessAt(address)('without')
  expect(authorizations).toHaveLength(3)
})

test('over TLS it gets token and line when its certificate is trusted, and nothing when it is not', {
  ...needing('openssl'),
  timeout: 30_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-witness-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost'
  await execFile('openssl', [...request.split(' '), '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate])
  const got: string[] = []
  const secure = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, async (asked, response) => {
    let text = ''
    for await (const chunk of asked) text += chunk
    got.push(`${asked.headers.authorization} ${text.trimEnd()}`)
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
  try {
    const at = `https://localhost:${(secure.address() as AddressInfo).port}/`
    const told: WitnessHealth[] = []
    await createWitness(witnessAt(at, TOKEN), (health) => told.push(health)).tell('a line')
    expect({ told, got }).toEqual({ told: [{ behind: true, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' }], got: [] })
    // Trust is a matter of the process, so another one tells it.
    const program = `const { witnessAt } = await import(${JSON.stringify(new URL('./witness.ts', import.meta.url).href)}); await witnessAt(${JSON.stringify(at)}, ${JSON.stringify(TOKEN)})('a line')`
    await execFile(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: certificate },
    })
    expect(got).toEqual([`Bearer ${TOKEN} a line`])
  } finally {
    await new Promise((resolve) => secure.close(resolve))
    rmSync(folder, { recursive: true })
  }
})

test('it can be a second database', async () => {
  const { rows } = await bench.as('doorstroom_owner').query<{ name: string }>('select current_database() as name')
  expect(rows).toHaveLength(1)
  const { withLogin } = await import('../../database/connection.ts')
  await withLogin(url, (client) => client.query('create table public.doorstroom_checkpoint (line text primary key)'))
  const tell = witnessAt(url)
  await tell('a line')
  await tell('a line')
  await withLogin(url, async (client) => {
    expect((await client.query('select line from public.doorstroom_checkpoint')).rows).toEqual([{ line: 'a line' }])
    await client.query('drop table public.doorstroom_checkpoint')
  })
})

test('evidence that lacks a checkpoint which somebody else holds does not verify', async () => {
  const parts = { pool, publicKeys: bench.publicKeys, graceMs: 60_000 }
  const lines = anchored()
  const verify = (anchors: readonly string[], held: string[]) =>
    verifyLive({ ...parts, anchors: anchors.map((line) => `${line}\n`).join(''), atLeast: held })
  expect((await verify(lines, [lines[0] ?? '', lines.at(-1) ?? ''])).ok).toBe(true)
  // An older copy of the anchor file: by itself it verifies, the younger batches count as not anchored yet.
  const older = lines.slice(0, -1)
  expect(await verify(older, [])).toMatchObject({ problems: [] })
  expect(await verify(older, [lines.at(-1) ?? ''])).toMatchObject({
    ok: false,
    problems: [
      { kind: 'ANCHOR_MISSING', batch: lines.length, message: 'the witness holds its checkpoint, which is not in the anchor file' },
    ],
  })
  expect(await verify(lines, ['no checkpoint'])).toMatchObject({ ok: false, problems: [{ kind: 'ANCHOR_INVALID' }] })
})

test('a tombstone counts only when its time fits its batch, what follows it, and the clock', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keys = parsePublicKeys(publicKeyPem(privateKey))
  const root = 'A'.repeat(43)
  const seal = (number: number, previous: string, at: string) => signAnchor({ checkpoint: number, rows: 1, root, previous, at }, privateKey)
  const first = seal(1, GENESIS, '2020-01-01T00:00:00.000Z')
  const second = seal(2, hashCheckpoint(first), '2026-01-01T00:00:00.000Z')
  const third = seal(3, hashCheckpoint(second), '2026-01-02T00:00:00.000Z')
  const problemsOf = (tombstone: Parameters<typeof signAnchor>[0], after: string[] = [third]) => {
    const problems = new ProblemList()
    const text = [first, second, signAnchor(tombstone, privateKey), ...after].map((line) => `${line}\n`).join('')
    verifyAnchors(text, keys, problems, { now: new Date('2026-06-01T00:00:00Z') })
    return problems.kept.map(({ message }) => message)
  }
  const gone = (batch: number, days: number, at: string) => ({ tombstone: batch, rows: 1, root, days, at })
  expect(problemsOf(gone(1, 1825, '2026-01-01T00:00:00.000Z'))).toEqual([])
  expect(problemsOf(gone(2, 1825, '2026-01-01T00:00:00.000Z'))).toEqual(['its tombstone is younger than its retention'])
  expect(problemsOf(gone(2, 1825, '2032-01-01T00:00:00.000Z'))).toEqual([
    'line 3 of the anchor file is dated ahead',
    'its tombstone is dated after the checkpoint that follows it',
  ])
  expect(problemsOf(gone(2, 100, '2026-05-01T00:00:00.000Z'))).toEqual(['its tombstone is dated after the checkpoint that follows it'])
})
