import { rm } from 'node:fs/promises'
import { pino } from 'pino'
import { beforeAll, expect, test, vi } from 'vitest'
import { openHub } from '../../src/app/hub.ts'
import { writeTurningProtocols } from '../mutants/turning-protocols.ts'
import { closeAfterFile } from '../support/closing.ts'
import { post, startTestHub, TODAY } from '../support/hub.ts'

const DOCUMENT = { query: '{ newcomers(first: 1) { nodes { id sex } } }' }
const BEFORE_MIDNIGHT = new Date(`2026-11-22T22:59:30Z`)
const AFTER_MIDNIGHT = new Date(`2026-11-22T23:00:30Z`)

let ask: () => Promise<{ status: number; text: string }>
beforeAll(async () => {
  const { config, database, issuer, token } = await startTestHub({ persons: 60 })
  const protocolsDir = writeTurningProtocols(TODAY)
  // Before the token is asked, so that it is valid at that time.
  vi.useFakeTimers({ toFake: ['Date'], now: BEFORE_MIDNIGHT })
  const hub = await openHub({ ...config, today: undefined, protocolsDir }, database, issuer, pino({ level: 'silent' }))
  const address = await hub.server.listen({ host: '127.0.0.1', port: 0 })
  const bearer = await token('ocmw-gent', 'REFERRAL')
  ask = () => post(address, bearer, 'REFERRAL', DOCUMENT)
  closeAfterFile(async () => {
    vi.useRealTimers()
    await hub.close()
    await rm(protocolsDir, { recursive: true, force: true })
  })
})

test('a protocol that ended between two requests grants nothing to the second, whatever was cached for the first', async () => {
  const first = await ask()
  vi.setSystemTime(AFTER_MIDNIGHT)
  const second = await ask()
  expect([first.status, second.status]).toEqual([200, 400])
  expect(second.text).toContain('"coordinate":"Newcomer.sex"')
})
