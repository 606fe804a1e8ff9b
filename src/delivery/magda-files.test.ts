/** Over the official fictional answers beside the project, which nobody here wrote. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/support/database.ts'
import { createVault } from '../access/vault.ts'
import type { Database } from '../database/client.ts'
import { importPaths } from './import-paths.ts'
import { SILENT } from './progress.ts'
import { listRefusals, renderRefusals } from './refusals.ts'

const MAGDA = resolve(import.meta.dirname, '../../../shared/magda')
const PRESENT = existsSync(MAGDA)
if (!PRESENT) console.warn(`the answers in ${MAGDA} are absent: their test is skipped`)

describe.skipIf(!PRESENT)('the answers of the MAGDA mock', () => {
  let database: Database
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  const run = (log: string[]) =>
    importPaths([MAGDA], {
      database,
      vault: createVault(Buffer.alloc(32, 1)),
      allowSynthetic: true,
      clock: () => new Date('2026-11-23T12:00:00Z'),
      progress: SILENT,
      log: (line) => log.push(line),
    })

  test('are imported', async () => {
    const log: string[] = []
    const start = performance.now()
    const summary = await run(log)
    console.log(summary, performance.now() - start, log)
    const { refusals } = await listRefusals(database.prisma, { limit: 1000 })
    console.log(renderRefusals(refusals.filter((r) => !r.applied)))
    const counts = new Map<string, number>()
    for (const r of refusals)
      counts.set(
        `${r.code} ${r.recordType} ${r.field} ${r.reason}`,
        (counts.get(`${r.code} ${r.recordType} ${r.field} ${r.reason}`) ?? 0) + 1,
      )
    console.log(counts)
    const again = await run(log)
    console.log(again)
    expect(1).toBe(1)
  })
})
