import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { createEvidenceBench, type EvidenceBench, insertUse, insertUseSet } from '../../../test/support/evidence.ts'
import { createEvidencePort } from '../access-log.ts'
import { createAnchorFile } from './anchor-file.ts'
import { sealOnce } from './seal-pass.ts'
import { createSealer, type Sealer } from './sealer.ts'

const CLEAN = { ok: true, deleted: 0, pending: 0, problems: [] }

let bench: EvidenceBench
let useSetId: string
beforeAll(async () => {
  bench = createEvidenceBench(await createTestDatabase())
  useSetId = await insertUseSet(bench.database.pool)
})

describe('one pass of the sealer', () => {
  test('seals what is there, and the next one finds nothing new', async () => {
    for (let n = 0; n < 5; n++) await insertUse(bench.database.pool, { useSetId, persons: [randomUUID(), randomUUID()] })
    expect(await sealOnce(bench.parts)).toEqual({ rows: 6, batches: 2, anchored: 2 })
    expect(await sealOnce(bench.parts)).toEqual({ rows: 0, batches: 0, anchored: 0 })
    expect(await bench.verify()).toEqual({ ...CLEAN, rows: 6, batches: 2 })
  })

  test('takes a row that commits late, after younger rows were sealed', async () => {
    const late = await bench.database.pool.connect()
    await late.query('begin')
    await insertUse(late, { useSetId, persons: [randomUUID()] })
    await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
    expect(await sealOnce(bench.parts)).toEqual({ rows: 1, batches: 1, anchored: 1 })
    await late.query('commit')
    late.release()
    expect(await sealOnce(bench.parts)).toEqual({ rows: 1, batches: 1, anchored: 1 })
    expect(await bench.verify()).toEqual({ ...CLEAN, rows: 8, batches: 4 })
  })

  test('is not held up by a transaction that stays open, and skips what was rolled back', async () => {
    const open = await bench.database.pool.connect()
    await open.query('begin')
    await open.query('select pg_current_xact_id()')
    const undone = await bench.database.pool.connect()
    await undone.query('begin')
    await insertUse(undone, { useSetId, persons: [randomUUID()] })
    await undone.query('rollback')
    undone.release()
    await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
    expect(await sealOnce(bench.parts)).toEqual({ rows: 1, batches: 1, anchored: 1 })
    await open.query('rollback')
    open.release()
    expect(await sealOnce(bench.parts)).toEqual({ rows: 0, batches: 0, anchored: 0 })
  })

  test('gives every process its own complete anchor file, wherever the batch was sealed', async () => {
    const elsewhere = `${bench.folder}/elsewhere.ndjson`
    await sealOnce({ ...bench.parts, anchors: createAnchorFile(elsewhere) })
    expect(readFileSync(elsewhere, 'utf8')).toBe(readFileSync(bench.anchorsFile, 'utf8'))
  })

  test('drops a line that was being written when its process was stopped', async () => {
    appendFileSync(bench.anchorsFile, '{"checkpoint":')
    await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
    await sealOnce(bench.parts)
    expect(await bench.verify()).toMatchObject({ ok: true })
  })

  test('refuses to seal on a database that is older than its anchor file', async () => {
    const owner = bench.as('doorstroom_owner')
    await owner.query('alter table audit.batch disable trigger user')
    await owner.query('create table public.kept as select * from audit.batch order by number desc limit 1')
    await owner.query('delete from audit.batch where number = (select number from public.kept)')
    await expect(sealOnce(bench.parts)).rejects.toThrow(/is anchored and the database ends at/)
    await owner.query('insert into audit.batch select * from public.kept')
    await owner.query('drop table public.kept')
    await owner.query('alter table audit.batch enable trigger user')
    expect(await bench.verify()).toMatchObject({ ok: true })
  })
})

test('hubs that seal at the same time while 50 writers write seal every row once', async () => {
  const anchors = `${bench.folder}/other.ndjson`
  const other = { ...bench.parts, anchors: createAnchorFile(anchors) }
  let writing = true
  const seal = async (parts: typeof other) => {
    while (writing) await sealOnce(parts)
  }
  const sealing = Promise.all([seal(bench.parts), seal(other)])
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (let n = 0; n < 20; n++) await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
    }),
  )
  writing = false
  await sealing
  await sealOnce(other)
  await sealOnce(bench.parts)
  const { rows } = await bench.database.pool.query<{ count: string }>('select count(*) from audit.data_use')
  const verdict = await bench.verify()
  expect(verdict).toMatchObject({ ...CLEAN, rows: Number(rows[0]?.count) + 1 })
  expect(readFileSync(anchors, 'utf8')).toBe(readFileSync(bench.anchorsFile, 'utf8'))
})

/** What asks before answers are given, by the same clock for ages as the sealer. */
function keptBy(sealer: Sealer, elapsed = () => performance.now()): () => void {
  const accessLog = { record: () => {}, assertWritable: () => {} }
  return createEvidencePort({ sealer, accessLog, count: () => {}, elapsed }).assertKept
}

describe('the health of a sealer', () => {
  test('warns at 70 % of the grace period, then refuses, and recovers by itself when the sink is back', async () => {
    let elapsed = 0
    const sink = { ...createAnchorFile(bench.anchorsFile) }
    const working = sink.read
    const sealer = createSealer({
      ...bench.parts,
      anchors: sink,
      elapsed: () => elapsed,
      intervalMs: 60_000,
      graceMs: 10_000,
      log: pino({ level: 'silent' }),
    })
    const assertKept = keptBy(sealer, () => elapsed)
    expect(sealer.health()).toEqual({ state: 'REFUSING', ageMs: null, problem: null, witness: null })
    expect(assertKept).toThrow('cannot be sealed')
    await sealer.start()
    expect(sealer.health()).toEqual({ state: 'HEALTHY', ageMs: 0, problem: null, witness: null })
    sink.read = async () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
    await expect(sealer.sealNow()).rejects.toThrow('no space left')
    elapsed = 6_999
    expect(sealer.health()).toEqual({ state: 'HEALTHY', ageMs: 6_999, problem: 'ENOSPC', witness: null })
    elapsed = 7_000
    expect(sealer.health().state).toBe('WARNING')
    expect(assertKept).not.toThrow()
    elapsed = 10_000
    expect(assertKept).not.toThrow()
    elapsed = 10_001
    expect(sealer.health().state).toBe('REFUSING')
    expect(assertKept).toThrow(expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' }))
    sink.read = working
    expect(await sealer.sealNow()).toEqual({ rows: 1, batches: 1, anchored: 1 })
    expect(sealer.health()).toEqual({ state: 'HEALTHY', ageMs: 0, problem: null, witness: null })
    await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
    await sealer.close()
    expect(await bench.verify()).toMatchObject({ ...CLEAN })
  })

  test.each([
    ['back', -3_600_000],
    ['forth', 3_600_000],
  ])('does not change when the clock is set %s: the grace period is over when it is over', async (_way, byMs) => {
    const sink = { ...createAnchorFile(bench.anchorsFile) }
    const sealer = createSealer({ ...bench.parts, anchors: sink, intervalMs: 20, graceMs: 1_500, log: pino({ level: 'silent' }) })
    const working = sink.read
    const assertKept = keptBy(sealer)
    expect(assertKept).toThrow('cannot be sealed')
    await sealer.start()
    expect(sealer.health().state).toBe('HEALTHY')
    sink.read = async () => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    const began = performance.now()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + byMs })
    onTestFinished(() => void vi.useRealTimers())
    expect(assertKept).not.toThrow()
    await expect.poll(() => sealer.health().state, { timeout: 10_000, interval: 20 }).toBe('REFUSING')
    expect(assertKept).toThrow('cannot be sealed')
    expect(performance.now() - began).toBeGreaterThan(1_000)
    sink.read = working
    await expect.poll(() => sealer.health().state, { timeout: 10_000 }).toBe('HEALTHY')
    await sealer.close()
  })

  test('a contradiction between database and anchor file is refused at once, whatever the grace period', async () => {
    const forged = `${bench.folder}/forged.ndjson`
    const lines = readFileSync(bench.anchorsFile, 'utf8').trimEnd().split('\n')
    writeFileSync(forged, lines.slice(0, 2).join('\n').replace('"rows":5,', '"rows":6,').concat('\n'))
    const sealer = createSealer({
      ...bench.parts,
      anchors: createAnchorFile(forged),
      intervalMs: 60_000,
      graceMs: 60_000,
      log: pino({ level: 'silent' }),
    })
    await sealer.start()
    expect(keptBy(sealer)).toThrow('cannot be sealed')
    expect(sealer.health()).toMatchObject({
      state: 'REFUSING',
      problem: 'checkpoint 2 in the database differs from the anchored checkpoint',
    })
    await sealer.close()
  })
})

test('the evidence of a database that was restored on another server is sealed on, and verifies', async () => {
  const owner = bench.as('doorstroom_owner')
  await owner.query('alter table audit.batch disable trigger user')
  await owner.query(`update audit.batch set server = 'another'`)
  await owner.query('alter table audit.batch enable trigger user')
  await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
  expect(await sealOnce(bench.parts)).toEqual({ rows: 1, batches: 1, anchored: 1 })
  expect(await sealOnce(bench.parts)).toEqual({ rows: 0, batches: 0, anchored: 0 })
  await insertUse(bench.database.pool, { useSetId, persons: [randomUUID()] })
  expect(await sealOnce(bench.parts)).toEqual({ rows: 1, batches: 1, anchored: 1 })
  expect(await bench.verify()).toMatchObject({ ...CLEAN })
})
