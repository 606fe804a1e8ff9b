/**
 * The same hub without authorization, to measure what that costs: both contracts grant the whole schema, and every person is in
 * scope. It is made of protocols and a rewritten scope here; the product has no such switch.
 */
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { stringify } from 'yaml'
import { buildContracts, type Contracts } from '../../../src/access/protocols/contract.ts'
import { listCoordinates } from '../../../src/access/protocols/coordinate.ts'
import { DELIVERY_FOLDER } from '../../../src/access/protocols/delivery-register.ts'
import { loadRegister } from '../../../src/access/protocols/register.ts'
import { hubSchemaOf } from '../../../src/app/hub-schema.ts'
import type { Purpose } from '../../../src/base/purpose.ts'
import type { Recipient } from '../../../src/base/recipient.ts'
import { createVault } from '../../../src/base/vault.ts'
import type { Database } from '../../../src/database/client.ts'
import { changedPool, type Statement } from '../../setup/changed-pool.ts'
import { BENCH_DAY, benchConfig } from '../../setup/dataset.ts'
import { serveHub } from '../hub/start.ts'
import type { StartSystem } from '../system.ts'

export const start: StartSystem = async (settings) => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstroom-bench-protocols-'))
  // No rules: they need protocols that let somebody assess, which no question here is about.
  const incentivesDir = join(folder, 'incentives')
  await mkdir(incentivesDir)
  await copyFile(join(benchConfig(settings.dataDir).incentivesDir, 'facts.yaml'), join(incentivesDir, 'facts.yaml'))
  await cp(join(benchConfig(settings.dataDir).protocolsDir, DELIVERY_FOLDER), join(folder, DELIVERY_FOLDER), { recursive: true })
  const config = { ...benchConfig(settings.dataDir), protocolsDir: folder, incentivesDir }
  const schema = hubSchemaOf(config, createVault(config.masterKey))
  const served = await loadRegister(benchConfig(settings.dataDir).protocolsDir, config)
  for (const [recipient, purposes] of personContracts(buildContracts(schema, served, BENCH_DAY))) {
    const id = `whole-${recipient.toLowerCase().replaceAll('_', '-')}`
    await writeFile(join(folder, `${id}.yaml`), stringify({ ...HEAD, id, recipient, purposes, discloses: everything(schema) }))
  }
  const running = await serveHub(settings, withoutScope, config)
  await rm(folder, { recursive: true })
  return running
}

/** As many contracts about persons as the hub has, by recipient: what they cost in memory is not what authorization costs. */
function personContracts({ byName }: Contracts): Map<Recipient, Purpose[]> {
  const shown = [...byName.values()].filter(({ schema, recipient }) => schema.getType('Newcomer') !== undefined && recipient !== 'CITIZEN')
  const grouped = Map.groupBy(shown, ({ recipient }) => recipient)
  return new Map([...grouped].map(([recipient, contracts]) => [recipient, contracts.map(({ purpose }) => purpose)]))
}

const HEAD = {
  version: 1,
  status: 'draft',
  title: { nl: 'Alles', en: 'Everything' },
  legalBasis: { reference: 'None: for the bench' },
  inForce: { from: '2020-01-01', until: null },
  retention: { days: 1 },
  scope: { capacities: ['TRAJECTORY_CLIENT', 'ACCEPTED_REFERRAL', 'JOBSEEKER'] },
  operations: ['newcomer', 'newcomers', 'newcomersById', 'newcomerByInsz'],
}

function everything(schema: ReturnType<typeof hubSchemaOf>): object[] {
  const owned = listCoordinates(schema).filter(({ owner, structural }) => owner !== undefined && !structural)
  return [...Map.groupBy(owned, ({ owner }) => owner)].map(([owner, coordinates]) => {
    const types = Map.groupBy(coordinates, ({ coordinate }) => coordinate.slice(0, coordinate.indexOf('.')))
    const fields = [...types].map(([type, members]) => [type, members.map(({ coordinate }) => coordinate.slice(type.length + 1))])
    return { owner, fields: Object.fromEntries(fields) }
  })
}

/** Which persons, in a compiled statement; the organisation decides nothing any more. */
const SCOPE =
  /from directory\.relationship h_r(?:\s+join directory\.person h_p on h_p\.id = h_r\.person_id)?\s+where h_r\.organisation_id = (?:\$1::int|h_asker\.v1)\s+and h_r\.capacity in \([^)]*\)\s+and h_r\.valid_from <= \$2::date and \(h_r\.valid_until is null or h_r\.valid_until > \$2::date\)/g

/** Ids that a contract shows, as columns of the person. */
const PSEUDONYMS: Record<string, string> = { INTEGRATION_AGENCY: 'integration_id', VDAB: 'work_id' }

function withoutScope(database: Database): Database {
  const rewrite = (login: { user: string }): Pool => {
    const column = Object.entries(PSEUDONYMS).find(([recipient]) => login.user.toUpperCase().includes(recipient))?.[1] ?? 'integration_id'
    return withTexts(database.pool, (text) => {
      const open = text.replace(
        SCOPE,
        `from directory.person h_p cross join lateral (select h_p.${column} as newcomer_id, h_p.id as person_id, h_p.evidence_ref) h_r where true`,
      )
      if (open === text && text.includes('h_asked as')) throw new Error('the compiled statement has no scope to leave out')
      return open
    })
  }
  return { ...database, openAs: rewrite }
}

/** Ends nothing: all logins share the pool. */
function withTexts(pool: Pool, change: (text: string) => string): Pool {
  const texts = new Map<string, string>()
  const changed = (statement: Statement) => {
    const text = texts.get(statement.text) ?? change(statement.text)
    texts.set(statement.text, text)
    return { ...statement, text }
  }
  return changedPool(pool, changed, { end: async () => {} })
}
