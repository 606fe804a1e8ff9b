/** The door for deliveries, as a machine of an OCMW meets it: what it may ask of its own, and what of another's. */
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/app/http/metrics.ts'
import { ndjson, PERSONS, refusalsIn, rowsAbout } from '../support/deliveries.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

const { amina, olena } = PERSONS
const ASOF = '2026-11-20'

let hub: TestHub
let headers: Record<'gent' | 'mechelen' | 'reader' | 'desk' | 'bi', Record<string, string>>
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  const bearer = async (token: Promise<string>) => ({ authorization: `Bearer ${await token}` })
  headers = {
    gent: await bearer(hub.token('ocmw-gent-deliveries', 'DELIVER')),
    mechelen: await bearer(hub.token('ocmw-mechelen-deliveries', 'DELIVER')),
    reader: await bearer(hub.token('ocmw-gent', 'REFERRAL')),
    desk: await bearer(hub.token('ocmw-gent-desk', 'REFERRAL')),
    bi: await bearer(hub.token('bi-tool', 'STATISTICS')),
  }
})

type Who = keyof typeof headers

async function send(who: Who, body: BodyInit, more: Record<string, string> = {}) {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/x-ndjson', ...headers[who], ...more } }
  return await answerOf(await fetch(`${hub.address}/deliveries`, init))
}

const get = async (who: Who, path: string) => answerOf(await fetch(`${hub.address}${path}`, { headers: headers[who] }))

async function answerOf(response: Response) {
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Record<string, unknown> }
}

const wage = (insz: string, more: object = {}) => ({ record: 'livingWage', insz, category: 'SINGLE', validFrom: '2026-05-01', ...more })

describe('a delivery', () => {
  test('is answered with its id and the place where it can be asked about', async () => {
    const { status, headers, body } = await send(
      'gent',
      ndjson({ domain: 'LOCAL', reference: 'a', asOf: ASOF }, [wage(amina), wage('123')]),
    )
    expect([status, body]).toEqual([
      200,
      { id: expect.any(String), status: 'IMPORTED', records: 2, applied: 1, ignored: 0, refused: 1, remarks: 0 },
    ])
    const place = headers.get('location') ?? ''
    expect(place).toBe(`/deliveries/${body.id}`)
    expect((await get('gent', place)).body).toEqual({
      id: body.id,
      source: 'test',
      reference: 'a',
      domain: 'LOCAL',
      asOf: ASOF,
      status: 'IMPORTED',
      received: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/),
      finished: expect.any(String),
      records: 2,
      applied: 1,
      ignored: 0,
      refused: 1,
      remarks: 0,
      problem: null,
    })
    expect((await get('gent', `${place}/refusals`)).body).toEqual({
      refusals: [{ line: 3, recordType: 'livingWage', field: 'insz', code: 'INSZ_INVALID', expected: expect.any(String), applied: false }],
      next: null,
    })
  })

  test('of a project that names no organisation is about the own one', async () => {
    const project = { record: 'gpmi', insz: amina, type: 'TRAINING', validFrom: '2026-05-01' }
    const { body } = await send('gent', ndjson({ domain: 'LOCAL', reference: 'project', asOf: ASOF }, [project]))
    expect(body).toMatchObject({ applied: 1, refused: 0 })
  })

  test("that takes back another OCMW's row changes nothing, and is told what it would be told if there were none; the operator is told more", async () => {
    const stored = async () => {
      const rows = await Promise.all([amina, olena].map((insz) => rowsAbout(hub.database, 'local.living_wage', insz, hub.vault)))
      return rows.flat()
    }
    await send('gent', ndjson({ domain: 'LOCAL', reference: 'held', asOf: '2026-11-10' }, [wage(amina, { validFrom: '2026-04-01' })]))
    const before = await stored()
    const back = (insz: string) => ({ record: 'withdrawal', of: 'livingWage', insz, validFrom: '2026-04-01', reason: 'WRONG_PERSON' })
    const take = async (insz: string, reference: string) => {
      const { status, body, headers } = await send('mechelen', ndjson({ domain: 'LOCAL', reference, asOf: ASOF }, [back(insz)]))
      const told = (await get('mechelen', `${headers.get('location')}/refusals`)).text
      return { status, body: { ...body, id: 'any' }, told }
    }
    const ofOther = await take(amina, 'of another')
    expect(ofOther).toMatchObject({ status: 200, body: { status: 'IMPORTED', records: 1, applied: 1, refused: 0, remarks: 1 } })
    expect(ofOther.told).toContain('"ROW_NOT_FOUND"')
    expect(await take(olena, 'of nobody')).toEqual(ofOther)
    expect(await stored()).toEqual(before)
    expect((await refusalsIn(hub.database)).slice(-2)).toEqual(['2 livingWage ROW_OF_OTHER', '2 livingWage ROW_NOT_FOUND'])
    const claims = await hub.database.pool.query(
      "select from audit.claim c join directory.organisation o on o.id = c.organisation_id where o.name = 'OCMW Mechelen'",
    )
    expect(claims.rows).toEqual([])
    const own = await send('gent', ndjson({ domain: 'LOCAL', reference: 'own', asOf: ASOF }, [back(amina)]))
    expect(own.body).toMatchObject({ applied: 1, remarks: 0 })
    expect(await stored()).toHaveLength(before.length - 1)
  })

  test('can be packed', async () => {
    const body = ndjson({ domain: 'LOCAL', reference: 'packed', asOf: ASOF }, [wage(olena)])
    expect(await send('gent', gzipSync(body), { 'content-encoding': 'gzip' })).toMatchObject({ status: 200, body: { applied: 1 } })
    expect(await send('gent', body)).toMatchObject({ status: 200, body: { status: 'UNCHANGED' } })
  })

  test('that is refused is a problem that says how far it came, and it is in the list', async () => {
    const header = { domain: 'LOCAL', reference: 'reused', asOf: ASOF }
    await send('gent', ndjson(header, [wage(amina)]))
    const { status, headers, body } = await send('gent', ndjson(header, [wage(olena)]))
    expect([status, headers.get('content-type'), body]).toEqual([
      409,
      'application/problem+json; charset=utf-8',
      {
        type: 'urn:problem-type:doorstroom:REFERENCE_REUSED',
        title: 'Conflict',
        status: 409,
        detail: 'expected a new reference: an earlier delivery had this reference and other content',
        code: 'REFERENCE_REUSED',
        delivery: { id: expect.any(String), status: 'REFUSED', records: 0, applied: 0, ignored: 0, refused: 0, remarks: 0 },
      },
    ])
    expect((await get('gent', headers.get('location') ?? '')).body).toMatchObject({
      status: 'REFUSED',
      source: 'test',
      reference: null,
      problem: { code: 'REFERENCE_REUSED' },
    })
  })

  test('without a header is one without source and reference', async () => {
    const { status, headers } = await send('mechelen', 'hello')
    expect(status).toBe(400)
    expect((await get('mechelen', headers.get('location') ?? '')).body).toMatchObject({
      source: null,
      reference: null,
      domain: null,
      status: 'REFUSED',
      problem: { code: 'HEADER_INVALID' },
    })
  })

  test('leaves one line in the log, of numbers and codes', async () => {
    const from = hub.log.length
    const { body, headers } = await send(
      'gent',
      ndjson({ domain: 'LOCAL', reference: 'logged', asOf: ASOF }, [wage(amina), wage('geheim')]),
    )
    const lines = hub.log.slice(from).map((line) => JSON.parse(line) as { msg: string; time: unknown; pid: unknown; hostname: unknown })
    expect(lines.filter(({ msg }) => msg === 'delivery').map(({ time: _time, pid: _pid, hostname: _host, ...line }) => line)).toEqual([
      {
        level: 30,
        traceId: headers.get('hub-trace-id'),
        organisation: 244021,
        consumer: 'ocmw-gent-deliveries',
        delivery: body.id,
        status: 'IMPORTED',
        code: null,
        records: 2,
        applied: 1,
        ignored: 0,
        refused: 1,
        remarks: 0,
        ms: expect.any(Number),
        msg: 'delivery',
      },
    ])
    expect(hub.log.join('')).not.toMatch(new RegExp(`${amina}|geheim`))
  })
})

describe('the list of deliveries', () => {
  test('has the own ones, newest first, page after page', async () => {
    const { body } = await get('gent', '/deliveries')
    const all = (body.deliveries as { id: string; received: string }[]).map(({ id }) => id)
    expect(all.length).toBeGreaterThan(4)
    const seen: string[] = []
    for (let path: string | null = '/deliveries?limit=2'; path !== null; ) {
      const page = (await get('gent', path)).body as { deliveries: { id: string }[]; next: string | null }
      expect(page.deliveries.length).toBeLessThanOrEqual(2)
      seen.push(...page.deliveries.map(({ id }) => id))
      path = page.next
    }
    expect(seen).toEqual(all)
    const received = (body.deliveries as { received: string }[]).map((one) => Date.parse(one.received))
    expect(received).toEqual(received.toSorted((a, b) => b - a))
  })

  test.each([
    ['source=test', (one: Shown) => one.source === 'test'],
    ['source=other', () => false],
    ['status=REFUSED', (one: Shown) => one.status === 'REFUSED'],
    ['status=IMPORTED&source=test', (one: Shown) => one.status === 'IMPORTED' && one.source === 'test'],
    ['since=2026-01-01', () => true],
    ['since=2199-01-01', () => false],
    [`since=${encodeURIComponent('2026-01-01T10:00:00+01:00')}`, () => true],
  ])('keeps to %s', async (query, matches) => {
    const all = (await get('gent', '/deliveries')).body.deliveries as Shown[]
    expect((await get('gent', `/deliveries?${query}`)).body.deliveries).toEqual(all.filter(matches))
  })

  test.each(['limit=0000', 'limit=1000', 'limit=nine&limit=2', 'status=DONE', 'since=yesterday', 'after=nobody', 'what=ever', 'source='])(
    'refuses %s, and repeats nothing of it',
    async (query) => {
      const { status, text } = await get('gent', `/deliveries?${query}`)
      expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'BAD_USER_INPUT' }])
      expect(text).not.toContain(query.split('=')[1]?.split('&')[0] || 'source=')
    },
  )

  test('begins a day at midnight in Brussels', async () => {
    const place = (await send('gent', ndjson({ domain: 'LOCAL', reference: 'midnight', asOf: ASOF }, []))).headers.get('location')
    const id = place?.split('/').at(-1)
    const has = async (day: string) =>
      ((await get('gent', `/deliveries?since=${day}`)).body.deliveries as Shown[]).some((one) => one.id === id)
    await hub.database.pool.query("update directory.delivery set received_at = '2040-06-30T22:30:00Z' where public_id = $1", [id])
    expect([await has('2040-07-01'), await has('2040-07-02')]).toEqual([true, false])
  })
})

type Shown = { id: string; source: string | null; status: string }

describe("another's delivery", () => {
  test('does not exist, in the same bytes as one that never was', async () => {
    const { body } = await send('gent', ndjson({ domain: 'LOCAL', reference: 'secret', asOf: ASOF }, [wage('1')]))
    for (const tail of ['', '/refusals']) {
      const others = await get('mechelen', `/deliveries/${body.id}${tail}`)
      const nobodys = await get('mechelen', `/deliveries/00000000-0000-4000-8000-000000000000${tail}`)
      const nothing = await get('mechelen', `/deliveries/1${tail}`)
      expect([others.status, others.text]).toEqual([404, nobodys.text])
      expect([others.text, nobodys.status]).toEqual([nothing.text, 404])
      expect((await get('gent', `/deliveries/${body.id}${tail}`)).status).toBe(200)
    }
    expect(((await get('mechelen', '/deliveries')).body.deliveries as Shown[]).map(({ id }) => id)).not.toContain(body.id)
    expect((await get('mechelen', `/deliveries?after=${body.id}`)).status).toBe(400)
  })

  test.each<[Who]>([['reader'], ['desk'], ['bi']])('and no delivery at all, for a caller that may not deliver: %s', async (who) => {
    for (const path of ['/deliveries', '/deliveries/00000000-0000-4000-8000-000000000000'])
      expect(await get(who, path)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', status: 403 } })
  })

  test('without a token is not even missing', async () => {
    const answer = await answerOf(await fetch(`${hub.address}/deliveries/00000000-0000-4000-8000-000000000000`))
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(answer.body).toMatchObject({ type: 'urn:problem-type:doorstroom:UNAUTHENTICATED', title: 'Unauthorized' })
  })
})

test('deliveries are counted for monitoring, by kind of organisation', async () => {
  const metrics = createMetrics()
  const counts = { applied: 3, ignored: 1, refused: 0, remarks: 0 }
  metrics.countDelivery({ recipient: 'OCMW', status: 'IMPORTED', seconds: 0.2, counts })
  const { port, close } = await metrics.listen({ host: '127.0.0.1', port: 0 })
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  await close()
  expect(text).toContain('doorstroom_deliveries_total{recipient="OCMW",status="IMPORTED"} 1')
  expect(text).toContain('doorstroom_delivery_records_total{recipient="OCMW",result="applied"} 3')
  expect(text).toContain('doorstroom_delivery_duration_seconds_count{recipient="OCMW"} 1')
  expect(text).toContain('process_cpu_seconds_total')
})
