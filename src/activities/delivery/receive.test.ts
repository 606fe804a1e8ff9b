import { createServer } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { countRows, NOW, ndjson, PERSONS, refusalsIn, rowsAbout, VAULT } from '../../../test/support/deliveries.ts'
import type { OrganisationCaller } from '../../access/identity/caller.ts'
import type { Database } from '../../database/client.ts'
import { loadMunicipalityCodes } from './municipalities.ts'
import { loadOrganisationIds } from './organisations.ts'
import { httpStatusOf, POST_LIMIT, receiveDelivery } from './receive.ts'

const { amina, olena, yusuf } = PERSONS
const OCMW_GENT: OrganisationCaller = {
  consumer: 'ocmw-gent',
  human: false,
  userRef: null,
  recipient: 'OCMW',
  organisation: { id: 244_021, name: 'OCMW Gent', recipient: 'OCMW' },
  subject: null,
  purposes: [],
}
const VDAB: OrganisationCaller = { ...OCMW_GENT, consumer: 'vdab-matching', organisation: { id: 10, name: 'VDAB', recipient: 'VDAB' } }

let database: Database
beforeAll(async () => {
  database = await createTestDatabase()
})

async function post(caller: OrganisationCaller, body: AsyncIterable<Uint8Array> | string) {
  const ports = {
    database,
    vault: VAULT,
    organisations: await loadOrganisationIds(database.pool),
    municipalities: await loadMunicipalityCodes(database.pool),
    allowSynthetic: true,
    clock: () => NOW,
  }
  const outcome = await receiveDelivery(typeof body === 'string' ? chunked(body) : body, caller, ports)
  return { ...outcome, http: httpStatusOf(outcome) }
}

/** A body in small pieces, so that lines and characters are cut. */
async function* chunked(body: string): AsyncGenerator<Uint8Array> {
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
    const mechelen: OrganisationCaller = { ...OCMW_GENT, organisation: { ...OCMW_GENT.organisation, id: 212_025, name: 'OCMW Mechelen' } }
    expect(await post(OCMW_GENT, body)).toMatchObject({ status: 'IMPORTED' })
    expect(await post(mechelen, body)).toMatchObject({ status: 'IMPORTED' })
  })

  test('of another domain, or by a person, is refused and nothing is stored', async () => {
    const body = ndjson({ domain: 'WORK', reference: 'foreign' }, [
      { record: 'workCoverage', insz: yusuf, covers: ['employment'], validFrom: '2026-01-01' },
    ])
    expect(await post(OCMW_GENT, body)).toMatchObject({ status: 'REFUSED', http: 403, problem: { code: 'DOMAIN_NOT_OWN' } })
    expect(await post({ ...VDAB, human: true }, body)).toMatchObject({ http: 403 })
    expect(await post({ ...VDAB, organisation: { ...VDAB.organisation, recipient: 'BI' } }, body)).toMatchObject({ http: 403 })
    expect(await post(VDAB, ndjson({ domain: 'DIRECTORY' }, []))).toMatchObject({ http: 403 })
    expect(await rowsAbout(database, 'work.dossier', yusuf)).toEqual([])
  })

  test('of an agency is about its own: a trajectory of another agency is refused', async () => {
    const agency: OrganisationCaller = { ...OCMW_GENT, organisation: { id: 2, name: 'Atlas', recipient: 'INTEGRATION_AGENCY' } }
    const line = { record: 'trajectory', insz: yusuf, kind: 'ENTITLED', status: 'ACTIVE', validFrom: '2026-01-01' }
    await post(agency, ndjson({ domain: 'INTEGRATION' }, [line, { ...line, kind: 'DUTCH_ONLY', organisation: '0543307391' }]))
    expect(await rowsAbout(database, 'directory.relationship', yusuf)).toMatchObject([
      { organisation_id: 2, capacity: 'TRAJECTORY_CLIENT' },
    ])
    expect((await refusalsIn(database)).at(-1)).toBe('3 trajectory organisation ORGANISATION_NOT_OWN')
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
    expect([answer.status, await answer.text()]).toEqual([403, 'DOMAIN_NOT_OWN'])
    server.close()
  })
})
