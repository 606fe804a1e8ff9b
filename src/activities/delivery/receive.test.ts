import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { CLOCK, countRows, ndjson, PERSONS, refusalsIn, rowsAbout, VAULT } from '../../../test/support/deliveries.ts'
import type { OrganisationCaller } from '../../access/identity/caller.ts'
import { type DelivererGroup, type DeliveryProtocol, deliveryGrants } from '../../access/protocols/delivery-protocol.ts'
import { loadDeliveryRegister } from '../../access/protocols/delivery-register.ts'
import type { Database } from '../../database/client.ts'
import { loadMunicipalityCodes } from './municipalities.ts'
import { loadOrganisationIds } from './organisations.ts'
import { findDelivery, listRefusalsOf } from './own-deliveries.ts'
import { httpStatusOf, POST_LIMIT, receiveDelivery } from './receive.ts'
import { PUBLISHED } from './record-types.ts'
import { listRefusals } from './refusals.ts'

const { amina, aminasPartner, olena, yusuf } = PERSONS
/** Fictional, and in no delivery that is applied. */
const STRANGER = '90680100107'
const OCMW_GENT: OrganisationCaller = {
  consumer: 'ocmw-gent',
  human: false,
  userRef: null,
  recipient: 'OCMW',
  organisation: { id: 244_021, name: 'OCMW Gent', recipient: 'OCMW' },
  subject: null,
  purposes: [],
  delivers: ['LOCAL'],
}
const OCMW_MECHELEN: OrganisationCaller = {
  ...OCMW_GENT,
  consumer: 'ocmw-mechelen-deliveries',
  organisation: { ...OCMW_GENT.organisation, id: 212_025, name: 'OCMW Mechelen' },
}
const VDAB: OrganisationCaller = {
  ...OCMW_GENT,
  consumer: 'vdab-deliveries',
  recipient: 'VDAB',
  organisation: { id: 10, name: 'VDAB', recipient: 'VDAB' },
  delivers: ['WORK'],
}

let database: Database
let protocols: DeliveryProtocol[]
beforeAll(async () => {
  database = await createTestDatabase()
  protocols = await loadDeliveryRegister('protocols', PUBLISHED, { production: false })
})

async function post(caller: OrganisationCaller, body: AsyncIterable<Uint8Array> | string, encoding: 'identity' | 'gzip' = 'identity') {
  const ports = {
    database,
    vault: VAULT,
    organisations: await loadOrganisationIds(database.pool),
    municipalities: await loadMunicipalityCodes(database.pool),
    allowSynthetic: true,
    clock: CLOCK,
    grantsOf: (group: DelivererGroup) => deliveryGrants(protocols, group, '2026-06-15'),
  }
  const outcome = await receiveDelivery(typeof body === 'string' ? chunked(body) : body, caller, ports, encoding)
  return { ...outcome, http: httpStatusOf(outcome) }
}

/** A body in small pieces, so that lines and characters are cut. */
async function* chunked(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body)
  for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7)
}

describe('a delivery by POST', () => {
  test('of a domain by its own machine is applied, in its own name', async () => {
    const line = { record: 'gpmi', insz: amina, organisation: '0212214125', type: 'TRAINING', validFrom: '2026-01-01' }
    const living = { record: 'livingWage', insz: amina, validFrom: '2026-01-01' }
    expect(await post(OCMW_GENT, ndjson({ domain: 'LOCAL' }, [line, living]))).toMatchObject({
      status: 'IMPORTED',
      http: 200,
      applied: 2,
      refused: 0,
    })
    expect(await rowsAbout(database, 'local.living_wage', amina)).toMatchObject([{ organisation_id: 244_021, source: 'OCMW Gent/test' }])
  })

  test('again is unchanged, and with other content refused', async () => {
    const header = { domain: 'WORK', reference: 'again' }
    const body = ndjson(header, [{ record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' }])
    expect(await post(VDAB, body)).toMatchObject({ status: 'IMPORTED' })
    expect(await post(VDAB, body)).toMatchObject({ status: 'UNCHANGED', http: 200 })
    expect(await post(VDAB, `${body}\n`)).toMatchObject({ status: 'REFUSED', http: 409, problem: { code: 'REFERENCE_REUSED' } })
  })

  test('by two organisations with the same source and reference are two deliveries', async () => {
    const body = ndjson({ domain: 'LOCAL', reference: 'same' }, [
      { record: 'localCoverage', insz: olena, covers: ['livingWage'], validFrom: '2026-01-01' },
    ])
    expect(await post(OCMW_GENT, body)).toMatchObject({ status: 'IMPORTED' })
    expect(await post(OCMW_MECHELEN, body)).toMatchObject({ status: 'IMPORTED' })
  })

  test('of a domain that the token does not deliver is refused with the scope that is needed, and nothing is stored', async () => {
    const body = ndjson({ domain: 'WORK', reference: 'foreign' }, [
      { record: 'workCoverage', insz: yusuf, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    const refusedWith = (scope: string) => ({
      status: 'REFUSED',
      http: 403,
      problem: { code: 'SCOPE_MISSING', reason: `expected the token of a machine with the scope doorstroom:deliver or ${scope}` },
    })
    expect(await post({ ...VDAB, delivers: [] }, body)).toMatchObject(refusedWith('doorstroom:deliver:<domain>'))
    expect(await post(OCMW_GENT, body)).toMatchObject(refusedWith('doorstroom:deliver:work'))
    expect(await rowsAbout(database, 'work.dossier', yusuf)).toEqual([])
  })

  test('of a domain that no protocol lets the organisation deliver is refused, whatever its token says', async () => {
    const body = ndjson({ domain: 'WORK', reference: 'foreign' }, [
      { record: 'workCoverage', insz: yusuf, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    const refused = { status: 'REFUSED', http: 403, problem: { code: 'DOMAIN_NOT_OWN' } }
    expect(await post({ ...OCMW_GENT, delivers: ['LOCAL', 'WORK'] }, body)).toMatchObject(refused)
    expect(await post({ ...VDAB, organisation: { ...VDAB.organisation, recipient: 'BI' } }, body)).toMatchObject(refused)
    expect(await post({ ...VDAB, delivers: ['DIRECTORY'] }, ndjson({ domain: 'DIRECTORY' }, []))).toMatchObject(refused)
    expect(await rowsAbout(database, 'work.dossier', yusuf)).toEqual([])
  })

  test('with a record type that no protocol grants is refused without it; the rest counts', async () => {
    const before = protocols
    protocols = before.map((protocol) => ({
      ...protocol,
      delivers: protocol.delivers.map((grant) => ({ ...grant, records: grant.records.filter((name) => name !== 'livingWage') })),
    }))
    const lines = [
      { record: 'livingWage', insz: aminasPartner, validFrom: '2026-01-01' },
      { record: 'gpmi', insz: aminasPartner, type: 'TRAINING', validFrom: '2026-01-01' },
    ]
    expect(await post(OCMW_GENT, ndjson({ domain: 'LOCAL', reference: 'not granted' }, lines))).toMatchObject({ applied: 1, refused: 1 })
    protocols = before
    expect((await refusalsIn(database)).at(-1)).toBe('2 livingWage record RECORD_TYPE_NOT_GRANTED')
    expect(await rowsAbout(database, 'local.living_wage', aminasPartner)).toEqual([])
  })

  test('of an agency is about its own: a trajectory of another agency is refused', async () => {
    const agency: OrganisationCaller = {
      ...OCMW_GENT,
      organisation: { id: 2, name: 'Atlas', recipient: 'INTEGRATION_AGENCY' },
      delivers: ['INTEGRATION'],
    }
    const line = { record: 'trajectory', insz: yusuf, kind: 'ENTITLED', status: 'ACTIVE', validFrom: '2026-01-01' }
    await post(agency, ndjson({ domain: 'INTEGRATION' }, [line, { ...line, kind: 'DUTCH_ONLY', organisation: '0543307391' }]))
    expect(await rowsAbout(database, 'directory.relationship', yusuf)).toMatchObject([
      { organisation_id: 2, capacity: 'TRAJECTORY_CLIENT' },
    ])
    expect((await refusalsIn(database)).at(-1)).toBe('3 trajectory organisation ORGANISATION_NOT_OWN')
  })

  test('of what hangs on a file is about own clients and projects only, and tells nothing of those of others', async () => {
    const client = [
      { record: 'livingWage', insz: olena, validFrom: '2026-05-01' },
      { record: 'gpmi', insz: olena, organisation: '0212214125', type: 'TRAINING', validFrom: '2026-07-01' },
    ]
    const file = [
      { record: 'household', insz: olena, size: 4, childrenUnder12: 2, validFrom: '2026-05-01' },
      { record: 'debtMediation', insz: olena, validFrom: '2026-05-01' },
      { record: 'article60Contract', insz: olena, validFrom: '2026-05-01' },
      { record: 'gpmiObjective', insz: olena, kind: 'DUTCH', level: 'A2', agreedOn: '2026-07-02' },
      { record: 'gpmiEvaluation', insz: olena, plannedOn: '2026-10-01' },
    ]
    const stranger = file.map((line) => ({ ...line, insz: aminasPartner }))
    const foreign = ndjson({ domain: 'LOCAL', reference: 'foreign file', asOf: '2026-06-10' }, [...file, ...stranger])
    const before = await post(OCMW_MECHELEN, foreign)
    expect(before).toMatchObject({ status: 'IMPORTED', applied: 0, refused: 10 })
    const own = await post(OCMW_GENT, ndjson({ domain: 'LOCAL', reference: 'own file', asOf: '2026-06-10' }, [...file, ...client]))
    expect(own).toMatchObject({ applied: 7, refused: 0 })
    const after = await post(OCMW_MECHELEN, foreign.replace('foreign file', 'foreign file 2'))
    expect(after).toEqual({ ...before, id: expect.any(String) })
    const { refusals } = await listRefusals(database.prisma, { limit: 1000 })
    const about = (reference: string) =>
      refusals.filter((one) => one.reference === reference).map(({ record, code, reason }) => [record, code, reason])
    expect(about('foreign file 2')).toEqual(about('foreign file'))
    expect(about('foreign file')[0]).toEqual([
      2,
      'PERSON_NOT_OWN',
      'expected a person who is a client of the delivering organisation; deliver what makes the person a client first, or with it',
    ])
    expect(about('foreign file').map(([record]) => record)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('of an objective outside the project is refused', async () => {
    const line = { record: 'gpmiObjective', insz: olena, kind: 'WORK', agreedOn: '2026-06-30' }
    expect(await post(OCMW_GENT, ndjson({ domain: 'LOCAL', reference: 'too early' }, [line]))).toMatchObject({ applied: 0, refused: 1 })
    expect((await refusalsIn(database)).at(-1)).toBe('2 gpmiObjective agreedOn FILE_MISSING')
  })

  test('about a person whom nobody knows makes nobody known when it is refused', async () => {
    const line = { record: 'debtMediation', insz: STRANGER, validFrom: '2026-01-01' }
    const before = await countRows(database, 'directory.person')
    expect(await post(OCMW_GENT, ndjson({ domain: 'LOCAL', reference: 'stranger' }, [line]))).toMatchObject({ applied: 0, refused: 1 })
    expect(await countRows(database, 'directory.person')).toBe(before)
  })

  test('about a client of another organisation is refused', async () => {
    const line = { record: 'gpmi', insz: yusuf, organisation: '0207500123', type: 'TRAINING', validFrom: '2026-01-01' }
    expect(await post(OCMW_GENT, ndjson({ domain: 'LOCAL', reference: 'not own' }, [line]))).toMatchObject({
      status: 'IMPORTED',
      http: 200,
      applied: 0,
      refused: 1,
    })
    expect((await refusalsIn(database)).at(-1)).toBe('2 gpmi organisation ORGANISATION_NOT_OWN')
  })

  test('without a header is a bad request', async () => {
    expect(await post(VDAB, 'hello')).toMatchObject({ status: 'REFUSED', http: 400, problem: { code: 'HEADER_INVALID' } })
  })

  test('is read no faster than it is applied', async () => {
    let sent = 0
    let most = 0
    const applied = async () => countRows(database, 'work.control_transmission')
    const days = Array.from({ length: 8000 }, (_, index) => new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10))
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(ndjson({ domain: 'WORK', reference: 'pressure' }, []))
      for (const [index, transmittedOn] of days.entries()) {
        sent += 1
        if (index % 1000 === 999) most = Math.max(most, sent - (await applied()))
        yield Buffer.from(`${JSON.stringify({ record: 'controlTransmission', insz: amina, transmittedOn })}\n`)
      }
    }
    expect(await post(VDAB, body())).toMatchObject({ status: 'IMPORTED', applied: 8000 })
    expect(most).toBeLessThanOrEqual(3000)
  })

  test('that is too large is cut off; what was whole before counts, and it can be sent again', { timeout: 60_000 }, async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(
        ndjson({ domain: 'WORK', reference: 'large' }, [
          { record: 'workCoverage', insz: yusuf, covers: ['employment'], validFrom: '2026-01-01' },
        ]),
      )
      const blank = Buffer.alloc(1024 * 1024, '\n')
      for (let sent = 0; sent <= POST_LIMIT; sent += blank.length * 64)
        yield Buffer.concat(Array.from({ length: 64 }, () => blank.fill(0x20, 0, blank.length - 1)))
    }
    expect(await post(VDAB, body())).toMatchObject({ status: 'REFUSED', http: 413, applied: 1 })
    const again = ndjson({ domain: 'WORK', reference: 'large' }, [
      { record: 'workCoverage', insz: yusuf, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    expect(await post(VDAB, again)).toMatchObject({ status: 'IMPORTED', applied: 1 })
  })

  test('that ends with another number of records than its header says is told so; what came counts, and it can be sent again', async () => {
    const header = { delivery: { source: 'test', reference: 'counted', domain: 'WORK', asOf: '2026-03-10', records: 2 } }
    const lines = [
      header,
      { record: 'workCoverage', insz: amina, covers: ['employment'], validFrom: '2026-01-01' },
      { record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' },
    ].map((line) => JSON.stringify(line))
    const cut = await post(VDAB, lines.slice(0, 2).join('\n'))
    expect(cut).toMatchObject({ status: 'REFUSED', http: 400, applied: 1, problem: { code: 'RECORD_COUNT_MISMATCH' } })
    expect(await findDelivery(database.pool, VDAB.organisation.id, cut.id ?? '')).toMatchObject({
      status: 'REFUSED',
      records: 1,
      applied: 1,
      problem: { code: 'RECORD_COUNT_MISMATCH', reason: expect.stringContaining('(2), and 1 came') },
    })
    expect(await post(VDAB, lines.join('\n'))).toMatchObject({ status: 'IMPORTED', id: cut.id, records: 2, applied: 2 })
    expect(await findDelivery(database.pool, VDAB.organisation.id, cut.id ?? '')).toMatchObject({ status: 'IMPORTED', problem: null })
  })

  test('says how many records changed nothing because newer ones are known', async () => {
    const deliver = (reference: string, asOf: string, hours: number) =>
      post(
        { ...OCMW_GENT, organisation: { id: 2, name: 'Atlas', recipient: 'INTEGRATION_AGENCY' }, delivers: ['INTEGRATION'] },
        ndjson({ domain: 'INTEGRATION', reference, asOf }, [
          { record: 'participation', insz: olena, hours, validFrom: '2026-01-05' },
          { record: 'participation', insz: olena, hours, validFrom: `2026-0${hours}-06` },
        ]),
      )
    expect(await deliver('newer', '2026-03-10', 3)).toMatchObject({ records: 2, applied: 2, ignored: 0 })
    const older = await deliver('older', '2026-02-10', 2)
    expect(older).toMatchObject({ records: 2, applied: 1, ignored: 1, refused: 0 })
    expect(await findDelivery(database.pool, 2, older.id ?? '')).toMatchObject({ records: 2, applied: 1, ignored: 1 })
    // Known already, and as old: nothing is written, and the hub holds it.
    expect(await deliver('same', '2026-03-10', 3)).toMatchObject({ records: 2, applied: 2, ignored: 0 })
  })

  test('that is packed counts like the same content unpacked', async () => {
    const body = ndjson({ domain: 'WORK', reference: 'packed' }, [
      { record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    expect(await post(VDAB, chunked(gzipSync(body)), 'gzip')).toMatchObject({ status: 'IMPORTED', applied: 1 })
    expect(await post(VDAB, body)).toMatchObject({ status: 'UNCHANGED' })
    expect(await post(VDAB, chunked(gzipSync(body, { level: 1 })), 'gzip')).toMatchObject({ status: 'UNCHANGED' })
  })

  test('that says it is packed and is not, or broke off, is refused', async () => {
    const body = ndjson({ domain: 'WORK', reference: 'broken' }, [
      { record: 'workCoverage', insz: olena, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    const broken = { status: 'REFUSED', http: 400, problem: { code: 'COMPRESSION_INVALID' } }
    expect(await post(VDAB, body, 'gzip')).toMatchObject(broken)
    expect(await post(VDAB, chunked(gzipSync(body).subarray(0, -9)), 'gzip')).toMatchObject(broken)
    expect(await post(VDAB, chunked(gzipSync(body)), 'gzip')).toMatchObject({ status: 'IMPORTED' })
  })

  test('that swells beyond what records do is refused before much of it was unpacked', async () => {
    const header = ndjson({ domain: 'WORK', reference: 'bomb' }, [])
    const blank = gzipSync(Buffer.alloc(1024 * 1024, '\n'))
    const bomb = Buffer.concat([gzipSync(header), ...Array.from({ length: 300 }, () => blank)])
    let sent = 0
    async function* body(): AsyncGenerator<Uint8Array> {
      for (; sent < bomb.length; sent += 1024) yield bomb.subarray(sent, sent + 1024)
    }
    expect(await post(VDAB, body(), 'gzip')).toMatchObject({ status: 'REFUSED', http: 413, problem: { code: 'COMPRESSION_TOO_STRONG' } })
    expect(sent).toBeLessThan(bomb.length / 2)
  })

  test('lists its refusals page by page, without any value', async () => {
    const lines = [1, 2, 3].map((number) => ({ record: 'gpmi', insz: `9061150022${number}`, type: 'Geheim' }))
    const { id } = await post(OCMW_GENT, ndjson({ domain: 'LOCAL', reference: 'refusals' }, lines))
    const first = await listRefusalsOf(database.pool, OCMW_GENT.organisation.id, id ?? '', { limit: 2, after: 0 })
    expect(first).toMatchObject({
      refusals: [{ line: 2, applied: false }, { line: 3 }],
      next: `/deliveries/${id}/refusals?limit=2&after=2`,
    })
    const second = await listRefusalsOf(database.pool, OCMW_GENT.organisation.id, id ?? '', { limit: 2, after: 2 })
    expect(second).toMatchObject({ refusals: [{ line: 4 }], next: null })
    expect(JSON.stringify([first, second])).not.toMatch(/Geheim|9061150022/)
  })

  test('that is refused while its sender still sends is answered all the same', async () => {
    const server = createServer(async (request, response) => {
      const outcome = await post(OCMW_GENT, request)
      response.writeHead(outcome.http).end(outcome.problem?.code)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const body = ndjson({ domain: 'WORK' }, []) + '\n'.repeat(5_000_000)
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })
    expect([answer.status, await answer.text()]).toEqual([403, 'SCOPE_MISSING'])
    server.close()
  })
})
