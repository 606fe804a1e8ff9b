/** Who used my data: a citizen asks, over HTTP, with a token of the real issuer. */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { MINE } from '../../../test/documents/citizen-own-data.ts'
import type { MineQuery, MineQueryVariables } from '../../../test/documents/generated/citizen-own-data/graphql.ts'
import { type Answer, dataOf } from '../../../test/support/answer.ts'
import { closeAfterFile } from '../../../test/support/closing.ts'
import { post, startTestHub, type TestHub, TODAY } from '../../../test/support/hub.ts'
import { importPaths } from '../../activities/delivery/import-paths.ts'
import { SILENT } from '../../activities/delivery/progress.ts'
import { createClock } from '../../base/clock.ts'
import { requestToken } from '../../development/issuer/request-token.ts'
import { erasePerson } from '../retention/erase.ts'

/** The citizens of the development issuer, and another person. */
const AMINA = '90720400142'
const MIHAI = '91681100317'
const SOFIA = '88710200549'

const BY_INSZ = 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { familyName entitledNotStarted } }'
const BATCH = '{ newcomers(first: 100) { nodes { id oralLevelBand } } }'

type Node = NonNullable<NonNullable<MineQuery['dataUse']>['nodes']>[number]

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  const clock = createClock(TODAY)
  const ports = { database: hub.database, vault: hub.vault, allowSynthetic: true, clock, progress: SILENT, log: () => {} }
  await importPaths([fileURLToPath(new URL('../../../clients/example-deliveries', import.meta.url))], ports)
  await hub.ask('ocmw-gent', 'REFERRAL', BY_INSZ, { insz: AMINA })
  await hub.ask('ocmw-gent', 'REFERRAL', BY_INSZ, { insz: SOFIA })
  await hub.ask('vdab-matching', 'MATCHING', BATCH)
})

const tokenOf = (person: string) =>
  requestToken({ issuer: hub.issuer, dataDir: hub.config.dataDir, consumer: 'citizen-portal', purpose: 'OWN_DATA', asPerson: person })

async function askText<Data = Record<string, never>>(person: string, query: string, variables: Record<string, unknown> = {}) {
  return await post<Data>(hub.address, await tokenOf(person), 'OWN_DATA', { query, variables })
}

const ask = (person: string, variables: MineQueryVariables = {}) => askText<MineQuery>(person, MINE.toString(), variables)

function toPage(answer: Answer<MineQuery>) {
  const { dataUse } = dataOf(answer)
  if (dataUse == null) throw new Error(answer.text)
  return { ...dataUse, nodes: dataUse.nodes ?? [] }
}

const pageOf = async (person: string, variables: MineQueryVariables = {}) => toPage(await ask(person, variables))

const told = ({ nodes }: ReturnType<typeof toPage>) => nodes.map(({ organisation, consumer }) => [organisation, consumer])

type Recorded = { uses: number; persons: number; organisation_id: number | null; consumer: string; user_ref: string | null }
/** How many uses are on record, and who made the last one of how many persons. */
async function recorded(): Promise<Recorded> {
  const { rows } = await hub.database.pool.query<Recorded>(
    `select (select count(*)::int from audit.data_use) as uses, cardinality(persons) as persons, organisation_id, consumer, user_ref
     from audit.data_use order by id desc limit 1`,
  )
  if (rows[0] === undefined) throw new Error('nothing was recorded')
  return rows[0]
}

describe('a citizen', () => {
  test('sees who used the own data, why in two languages and which fields by label, and never a value', async () => {
    const answer = await ask('citizen-1')
    const matching: Node = {
      organisation: 'VDAB',
      consumer: 'vdab-matching',
      purposeNl: 'bemiddelen naar werk of opleiding',
      purposeEn: 'matching with work or training',
      protocols: [expect.stringMatching(/^work-matching@\d+$/), expect.any(String)],
      fields: [
        { coordinate: 'Newcomer.id', label: expect.stringContaining('Pseudonym'), by: 'FIELD' },
        { coordinate: 'Newcomer.oralLevelBand', label: expect.any(String), by: 'FIELD' },
      ],
    }
    const referral: Node = {
      organisation: 'OCMW Gent',
      consumer: 'ocmw-gent',
      purposeNl: 'doorverwijzen naar een dienst',
      purposeEn: 'referral to a service',
      protocols: ['local-handover@1', 'local-own@1', 'local-referral@3'],
      fields: [
        { coordinate: 'Newcomer.entitledNotStarted', label: expect.stringContaining('entitled but not obliged'), by: 'FIELD' },
        { coordinate: 'Newcomer.familyName', label: expect.stringContaining('Family name'), by: 'FIELD' },
      ],
    }
    expect(toPage(answer).nodes).toEqual([matching, referral])
    expect(answer.text).not.toMatch(/Voorbeeld|90720400142/)
  })

  test('sees the own look the next time, which is one more record, of the person itself', async () => {
    const before = await recorded()
    const shown = await pageOf('citizen-1')
    const after = await recorded()
    expect(after).toEqual({
      uses: before.uses + 1,
      persons: 1,
      organisation_id: null,
      consumer: 'citizen-portal',
      user_ref: null,
    })
    const next = await pageOf('citizen-1')
    expect(next.nodes).toHaveLength(shown.nodes.length + 1)
    expect(next.nodes[0]).toMatchObject({
      organisation: null,
      consumer: 'citizen-portal',
      purposeNl: 'inzage in de eigen gegevens',
      protocols: ['own-data@2'],
    })
    expect(next.nodes[0]?.fields?.map(({ coordinate }) => coordinate)).not.toContain('DataUse.person')
  })

  test('sees nothing of what concerns another only', async () => {
    expect(told(await pageOf('citizen-2')).filter(([organisation]) => organisation !== null)).toEqual([['VDAB', 'vdab-matching']])
  })

  test('pages from the newest use to the oldest, and a cursor opens for that person only', async () => {
    const first = await pageOf('citizen-1', { first: 1 })
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const seen: (string | null)[] = []
    let after = first.pageInfo.endCursor
    for (let more = true; more; ) {
      const page = await pageOf('citizen-1', { first: 1, after })
      seen.push(...page.nodes.map(({ consumer }) => consumer))
      more = page.pageInfo.hasNextPage
      after = page.pageInfo.endCursor
    }
    expect(seen.slice(-2)).toEqual(['vdab-matching', 'ocmw-gent'])
    const { body } = await ask('citizen-2', { after: first.pageInfo.endCursor })
    expect(body.errors).toMatchObject([
      {
        message: 'Argument "after" is not a cursor of this list. A cursor is valid for one consumer, purpose, filter and order.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ])
  })

  test('keeps to a period of whole days', async () => {
    expect((await pageOf('citizen-1', { period: { until: '2020-01-01' } })).nodes).toEqual([])
  })
})

describe('what does not exist for a citizen', () => {
  test.each([
    ['naming a person', `query ($insz: Insz!) { dataUse(person: { insz: $insz }) { nodes { id } } }`, { insz: MIHAI }],
    ['the evidence reference', '{ dataUse { nodes { person } } }', {}],
    ['newcomers', '{ newcomers { nodes { id } } }', {}],
    ['a newcomer by number', `query ($insz: Insz!) { newcomerByInsz(insz: $insz) { id } }`, { insz: AMINA }],
  ])('%s', async (_name, query, variables) => {
    const before = await recorded()
    const { status, body } = await askText('citizen-1', query, variables)
    expect([status, body.errors?.[0]?.extensions.code, body.data]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED', undefined])
    expect((await recorded()).uses).toBe(before.uses)
  })

  test('every other purpose, and deliveries', async () => {
    const token = await tokenOf('citizen-1')
    for (const purpose of ['AUDIT', 'REFERRAL', 'STATISTICS']) {
      const { status, body } = await post(hub.address, token, purpose, { query: MINE })
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'PURPOSE_NOT_GRANTED'])
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
    const delivery = await fetch(`${hub.address}/deliveries`, { method: 'POST', headers, body: '{}' })
    expect(delivery.status).toBe(403)
  })

  test('own data under an organisation: the purpose is for citizens only', async () => {
    const { status, body } = await post(hub.address, await hub.token('auditor', 'AUDIT'), 'OWN_DATA', { query: MINE })
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'PURPOSE_NOT_GRANTED'])
  })
})

test('the contract says what it is, and names no organisation', async () => {
  const { body } = await askText('citizen-1', '{ viewer { organisation consumer purpose purposes protocols { id status } } }')
  expect(body).toEqual({
    data: {
      viewer: {
        organisation: null,
        consumer: 'citizen-portal',
        purpose: 'OWN_DATA',
        purposes: ['OWN_DATA'],
        protocols: [{ id: 'own-data', status: 'published' }],
      },
    },
  })
})

test('a person who was erased gets the same empty page as one whom nobody knows, and the look is on record', async () => {
  const subject = { by: 'INSZ' as const, inszHash: hub.vault.hashInsz(MIHAI as never) }
  await erasePerson({ pool: hub.database.pool, subject, actor: 'dpo', reason: 'request 12' })
  const before = await recorded()
  const { body } = await ask('citizen-2')
  expect(body).toEqual({
    data: {
      dataUse: { nodes: [], edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } },
    },
  })
  const after = await recorded()
  expect([after.uses, after.persons]).toEqual([before.uses + 1, 0])
})

test('neither log nor evidence holds a number or a hash of one', async () => {
  const { rows } = await hub.database.pool.query<{ line: string }>(
    'select d::text as line from audit.data_use d union all select l::text from audit.access_log l union all select s::text from audit.use_set s',
  )
  const kept = [...hub.log, ...rows.map(({ line }) => line)].join('\n')
  expect(rows.length).toBeGreaterThan(20)
  for (const insz of [AMINA, MIHAI]) {
    expect(kept).not.toContain(insz)
    expect(kept).not.toContain(hub.vault.hashInsz(insz as never).toString('hex'))
  }
})

describe('under a protocol that discloses the evidence reference by mistake', () => {
  let mistaken: TestHub
  beforeAll(async () => {
    const protocolsDir = await mkdtemp(join(tmpdir(), 'doorstroom-protocols-'))
    closeAfterFile(() => rm(protocolsDir, { recursive: true }))
    await cp(fileURLToPath(new URL('../../../protocols', import.meta.url)), protocolsDir, { recursive: true })
    const file = join(protocolsDir, 'own-data.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('protocols, fields, claims]', 'protocols, fields, claims, person]'))
    mistaken = await startTestHub({ persons: 0, protocolsDir })
  })

  test('a citizen still names nobody', async () => {
    const query = 'query ($insz: Insz!) { dataUse(person: { insz: $insz }) { nodes { id } } }'
    const named = await mistaken.ask('citizen-portal', 'OWN_DATA', query, { insz: MIHAI })
    expect(named.body.errors).toMatchObject([
      { message: 'Argument "person": citizens see their own data only. Leave it out.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
    const own = await mistaken.ask('citizen-portal', 'OWN_DATA', '{ dataUse { nodes { id person } } }')
    expect(own.body).toEqual({ data: { dataUse: { nodes: [] } } })
  })
})
