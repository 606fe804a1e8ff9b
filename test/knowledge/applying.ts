/** Brings files into a hub as its operator does, and erases persons, by the code of the hub's own build. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClock } from '../../src/base/clock.ts'
import type { Insz } from '../../src/base/insz.ts'
import type { Owner } from '../../src/base/owner.ts'
import type { RunningHub } from '../attack/running-hub.ts'

export type Delivery = { domain: Owner; asOf: string; covers?: readonly string[]; records: readonly object[] }

export type Applying = {
  /** @throws when a record is refused. */
  deliver(delivery: Delivery): Promise<void>
  erase(insz: Insz): Promise<void>
  close(): void
}

export async function createApplying({ root, database, vault, today }: RunningHub): Promise<Applying> {
  const load = (file: string) => import(pathToFileURL(join(root, 'src', file)).href)
  const { importPaths } = (await load(
    'activities/delivery/import-paths.ts',
  )) as typeof import('../../src/activities/delivery/import-paths.ts')
  const { SILENT } = (await load('activities/delivery/progress.ts')) as typeof import('../../src/activities/delivery/progress.ts')
  const { erasePerson } = (await load('evidence/retention/erase.ts')) as typeof import('../../src/evidence/retention/erase.ts')
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-knowledge-'))
  const clock = createClock(today)
  let delivered = 0
  return {
    deliver: async ({ domain, asOf, covers, records }) => {
      if (records.length === 0) return
      delivered += 1
      const header = {
        source: 'knowledge',
        reference: `${Date.now()}-${delivered}`,
        domain,
        asOf,
        ...(covers === undefined ? {} : { covers }),
      }
      const file = join(folder, `${delivered}.ndjson`)
      writeFileSync(file, [{ delivery: header }, ...records].map((line) => `${JSON.stringify(line)}\n`).join(''))
      const said: string[] = []
      const summary = await importPaths([file], {
        database,
        vault,
        allowSynthetic: true,
        clock,
        progress: SILENT,
        log: (line) => said.push(line),
      })
      rmSync(file)
      if (summary.records.refused > 0 || said.length > 0)
        throw new Error(`a delivery was refused: ${JSON.stringify(summary.records)} ${said}`)
    },
    erase: async (insz) => {
      await erasePerson({ pool: database.pool, subject: { by: 'INSZ', inszHash: vault.hashInsz(insz) }, actor: 'proof', reason: 'proof' })
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
