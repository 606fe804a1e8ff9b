/** Who used my data, and what stays of it after erasure and retention. */
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { addPersons } from '../../../test/support/add-persons.ts'
import { createTestDatabase } from '../../../test/support/database.ts'
import { createEvidenceBench, type EvidenceBench, insertUse, insertUseSet } from '../../../test/support/evidence.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import { ROLES } from '../../database/connection.ts'
import { type DataSubject, listEvidenceRefs } from '../data-subject.ts'
import { erasePerson } from '../retention/erase.ts'
import { enforceRetention } from '../retention/retain.ts'
import { sealOnce } from '../sealing/seal-pass.ts'
import { createClaimLister } from './list-claims.ts'
import { createDataUseLister, type DataUseListing, type ListDataUse } from './list-data-use.ts'

const CONTRACT: Contract = {
  name: 'SUPERVISOR/AUDIT',
  recipient: 'SUPERVISOR',
  purpose: 'AUDIT',
  sector: null,
  capacities: [],
  protocols: [],
  grants: new Map([['DataUse.at', { protocols: ['audit'], when: null }]]),
  schema: undefined as never,
  conditions: new Map(),
  assessing: null,
}
const asker: DataUseListing['asker'] = {
  contract: CONTRACT,
  operationId: randomUUID(),
  traceId: 'cd'.repeat(16),
  organisationId: null,
  consumer: 'auditor',
  userRef: null,
}

let bench: EvidenceBench
let list: ListDataUse
let useSetId: string
beforeAll(async () => {
  bench = createEvidenceBench(await createTestDatabase())
  const { pool } = bench.database
  list = createDataUseLister({
    pool,
    labels: new Map([['Newcomer.familyName', 'Family name (achternaam).']]),
    listClaims: createClaimLister(pool, new Map([['livingWage', { nl: 'het u een leefloon betaalt', en: 'it pays you a living wage' }]])),
  })
  await pool.query(
    `insert into directory.organisation (id, kind, name, valid_from) values (999001, 'OCMW', 'OCMW Voorbeeld', '2000-01-01')`,
  )
  useSetId = await insertUseSet(pool)
})

/** A fictional person; every id is told apart from the others. */
async function insertPerson(): Promise<{ id: string; workId: string; reference: string }> {
  const [id, integrationId, workId, localId, reference] = Array.from({ length: 5 }, () => randomUUID())
  await bench.database.pool.query(
    `insert into directory.person (id, integration_id, work_id, local_id, evidence_ref, family_name, source, as_of) values ($1, $2, $3, $4, $5, 'Voorbeeld', 'TEST', '2026-01-01')`,
    [id, integrationId, workId, localId, reference],
  )
  return { id: id ?? '', workId: workId ?? '', reference: reference ?? '' }
}

const use = (persons: string[], open?: number[]) =>
  insertUse(bench.database.pool, { useSetId, persons, organisationId: 999001, ...(open === undefined ? {} : { open }) })

describe('listing who used the data of a person', () => {
  test('tells when, who, why and which fields, without what was withheld and without the others of the page', async () => {
    const { reference } = await insertPerson()
    const other = randomUUID()
    await use([other, reference], [1, 0])
    await use([other])
    const { entries, more } = await list({ persons: [reference], first: 10, asker })
    expect({ entries, more }).toEqual({
      more: false,
      entries: [
        {
          id: expect.any(String),
          at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
          operationId: expect.any(String),
          organisation: 'OCMW Voorbeeld',
          consumer: 'ocmw-gent',
          purpose: 'REFERRAL',
          purposeNl: 'doorverwijzen naar een dienst',
          purposeEn: 'referral to a service',
          protocols: ['local-referral@1'],
          person: reference,
          claims: [],
          fields: [{ coordinate: 'Newcomer.familyName', label: 'Family name (achternaam).', by: 'FIELD' }],
        },
      ],
    })
  })

  test('records the question itself, once, and shows it the next time', async () => {
    const { reference } = await insertPerson()
    await use([reference])
    const count = async () =>
      (await bench.database.pool.query<{ n: number }>('select count(*)::int as n from audit.data_use')).rows[0]?.n ?? 0
    const before = await count()
    await list({ persons: [reference], first: 10, asker })
    expect(await count()).toBe(before + 1)
    const { entries } = await list({ persons: [reference], first: 10, asker })
    expect(entries.map(({ purpose, consumer }) => [purpose, consumer])).toEqual([
      ['AUDIT', 'auditor'],
      ['REFERRAL', 'ocmw-gent'],
    ])
  })

  test('pages through sealed and unsealed uses alike: every use once, newest first', async () => {
    const { reference } = await insertPerson()
    for (let n = 0; n < 4; n++) await use([reference])
    await sealOnce(bench.parts)
    for (let n = 0; n < 3; n++) await use([reference])
    const seen: number[] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await list({ persons: [reference], first: 3, after, asker })
      seen.push(...page.entries.filter(({ purpose }) => purpose === 'REFERRAL').map(({ id }) => Number(id)))
      more = page.more
      after = page.entries.at(-1)?.id
    }
    expect(seen).toHaveLength(7)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a))
  })

  test('keeps to a period of whole days', async () => {
    const { reference } = await insertPerson()
    await use([reference])
    const none = await list({ persons: [reference], first: 10, period: { until: '2020-01-01' }, asker })
    const all = await list({ persons: [reference], first: 10, period: { from: '2020-01-01' }, asker })
    expect([none.entries.length, all.entries.length]).toEqual([0, 2])
  })
})

describe('erasing a person', () => {
  test('deletes every row and the link, keeps the evidence verifiable, and leaves a receipt that still finds the uses', async () => {
    const { pool } = bench.database
    const { id, workId, reference } = await insertPerson()
    await pool.query(
      `insert into directory.relationship (organisation_id, newcomer_id, person_id, evidence_ref, capacity, valid_from, source) values (999001, $1, $2, $3, 'JOBSEEKER', '2026-01-01', 'TEST')`,
      [workId, id, reference],
    )
    await use([reference])
    await sealOnce(bench.parts)
    const subject: DataSubject = { by: 'NEWCOMER_ID', newcomerId: workId }
    const erased = await erasePerson({ pool, subject, actor: 'dpo', reason: 'request 12' })
    expect(erased).toEqual({
      references: [reference],
      rows: new Map([
        ['directory.relationship', 1],
        ['directory.person', 1],
      ]),
    })
    expect(await listEvidenceRefs(pool, subject)).toEqual([])
    const refs = await listEvidenceRefs(pool, { by: 'EVIDENCE_REFERENCE', evidenceReference: reference })
    expect((await list({ persons: refs, first: 10, asker })).entries).toMatchObject([{ organisation: 'OCMW Voorbeeld' }])
    // Migrations that changed rows are direct changes, and new persons are linked to their references.
    const events = await pool.query("select kind, actor, subject, detail from audit.event where kind not in ('DIRECT_CHANGE', 'LINK')")
    expect(events.rows).toEqual([{ kind: 'ERASURE', actor: 'dpo', subject: reference, detail: 'request 12' }])
    await sealOnce(bench.parts)
    expect(await bench.verify()).toMatchObject({ ok: true, problems: [] })
  })

  test('changes nothing for an id that is nobody', async () => {
    const subject: DataSubject = { by: 'NEWCOMER_ID', newcomerId: randomUUID() }
    expect(await erasePerson({ pool: bench.database.pool, subject, actor: 'dpo', reason: 'none' })).toBeUndefined()
  })
})

/** Installations with clocks of their own. */
const [long, idle] = [createEvidenceBench(await createTestDatabase()), createEvidenceBench(await createTestDatabase())]

const recordReading = (pool: Pool) => pool.query(`insert into audit.event (kind, actor, subject) values ('COMMAND', 'test', 'retention')`)

describe('retention', () => {
  const retain = (now: string) =>
    enforceRetention({
      pool: bench.as(ROLES.owner),
      signingKey: bench.parts.signingKey,
      now: () => new Date(now),
      retentionDays: (protocol) => (protocol === 'local-referral' ? 1825 : undefined),
      defaultDays: 365,
    })

  test('keeps everything until the longest retention in a batch has ended', async () => {
    await sealOnce(bench.parts)
    expect(await retain(new Date().toISOString())).toEqual({ batches: 0, rows: 0, refusals: 0 })
  })

  test('then deletes whole batches, leaves signed tombstones, and what remains verifies', async () => {
    const { pool } = long.database
    const person = randomUUID()
    await addPersons(pool, [person])
    // Sealed seven years ago, by its clock; what was sealed today stays.
    await sealOnce({ ...long.parts, now: () => new Date(Date.now() - 7 * 365 * 86_400_000) })
    await recordReading(pool)
    await sealOnce(long.parts)
    const parts = { pool: long.as(ROLES.owner), signingKey: long.parts.signingKey, retentionDays: () => undefined, defaultDays: 365 }
    const retained = await enforceRetention({ ...parts, now: () => new Date() })
    expect(retained).toEqual({ batches: 1, rows: expect.any(Number), refusals: 0 })
    await sealOnce(long.parts)
    // The link of a person who is there was noted once more before its note went.
    expect(await long.verify()).toMatchObject({ ok: true, problems: [], deleted: retained.rows })
    const { rows } = await pool.query(
      `select count(*)::int as links from audit.event where kind = 'LINK' and detail like '%' || $1 || '%'`,
      [person],
    )
    expect(rows).toEqual([{ links: 1 }])
  })

  test('deletes counts of refusals after 90 days, and no younger ones', async () => {
    const { pool } = long.database
    await pool.query(
      `insert into audit.refusal_count (minute, code, reason, consumer, count)
       select now() - make_interval(days => days), 'UNAUTHENTICATED', 'token_missing', '', 1 from unnest(array[0, 89, 91, 400]) days`,
    )
    await recordReading(pool)
    await sealOnce(long.parts)
    const parts = { pool: long.as(ROLES.owner), signingKey: long.parts.signingKey, retentionDays: () => undefined, defaultDays: 365 }
    expect(await enforceRetention({ ...parts, now: () => new Date() })).toEqual({ batches: 0, rows: 0, refusals: 2 })
    const { rows } = await pool.query(
      `select round(extract(epoch from now() - minute) / 86400)::int as days from audit.refusal_count order by 1`,
    )
    expect(rows).toEqual([{ days: 0 }, { days: 89 }])
  })

  test('refuses a clock that is far from the last checkpoint, or from that of the database', async () => {
    await recordReading(bench.database.pool)
    await sealOnce(bench.parts)
    await expect(retain('2040-01-01T00:00:00Z')).rejects.toThrow(
      'The clocks of this machine and of the database differ by more than an hour',
    )
    await recordReading(idle.database.pool)
    await sealOnce({ ...idle.parts, now: () => new Date(Date.now() - 3 * 86_400_000) })
    const parts = { pool: idle.as(ROLES.owner), signingKey: idle.parts.signingKey, retentionDays: () => undefined, defaultDays: 1 }
    await expect(enforceRetention({ ...parts, now: () => new Date() })).rejects.toThrow('more than two days from now: nothing was deleted')
  })
})
