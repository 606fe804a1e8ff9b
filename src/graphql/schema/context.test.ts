import { expect, test } from 'vitest'
import type { Caller } from '../../access/identity/caller.ts'
import type { Contract } from '../../access/protocols/contract.ts'
import { bindReferrals } from '../../activities/referral/port.ts'
import { Forbidden, Invariant, SourceUnavailable } from '../../base/faults.ts'
import { createVault } from '../../base/vault.ts'
import { createCursors } from '../../query/cursor.ts'
import { type Asking, type Binders, createContext, type RequestContext } from './context.ts'

const cursors = createCursors(createVault(Buffer.alloc(32, 7)))
const contract = { name: 'OCMW/REFERRAL', recipient: 'OCMW', purpose: 'REFERRAL', capacities: [] } as unknown as Contract
const asking = { consumer: 'test', human: true, userRef: null, purposes: ['REFERRAL' as const], delivers: [] }
const official: Caller = { ...asking, recipient: 'OCMW', organisation: { id: 7, name: 'OCMW', recipient: 'OCMW' }, subject: null }
const citizen: Caller = { ...asking, recipient: 'CITIZEN', organisation: null, subject: { inszHash: Buffer.alloc(32) } }

/** Binders that note which port was made for whom. */
function noting(made: string[]): Binders {
  const bind = (name: string) => (asking: Asking) => {
    made.push(`${name} for ${asking.caller.organisation?.id ?? 'a citizen'} on ${asking.today}`)
    return { name }
  }
  const names = ['referrals', 'incentives', 'statistics', 'dataUse', 'ownWord'] as const
  return Object.fromEntries(names.map((name) => [name, bind(name)])) as unknown as Binders
}

type Given = { caller?: Caller; binders: Binders; assertKept?: () => void }

function contextOf({ caller = official, binders, assertKept = () => {} }: Given): RequestContext {
  const evidence = { assertKept, record: () => {}, count: () => {} }
  const reader = async () => ({ texts: new Map([['', null]]), withheld: [], more: false, count: null, ends: null })
  return createContext(
    { reader, evidence, cursors, binders, allowance: { spend: async () => {} } },
    {
      caller,
      contract: { ...contract, recipient: caller.recipient },
      now: new Date(),
      today: '2026-11-23',
      traceId: 'trace',
      idempotencyKey: null,
    },
  )
}

test('a port is made when it is first asked for, once, for the caller and the day; a question about persons makes none', async () => {
  const made: string[] = []
  const context = contextOf({ binders: noting(made) })
  await context.read({ who: { kind: 'byId' }, shape: () => ({ kind: 'person', nodes: [] }), arguments: { id: 'x' } }, {} as never)
  // The server library copies the context of a request.
  expect({ ...context }.ports).toBe(context.ports)
  expect(made).toEqual([])
  expect(context.ports.statistics).toBe(context.ports.statistics)
  expect(made).toEqual(['statistics for 7 on 2026-11-23'])
  expect(context.ports.referrals).not.toBe(context.ports.statistics)
  expect(made).toEqual(['statistics for 7 on 2026-11-23', 'referrals for 7 on 2026-11-23'])
})

test('no port is handed out, and nothing is read, while the use cannot be put on record; afterwards as before', async () => {
  const made: string[] = []
  let kept = false
  const assertKept = () => {
    if (!kept) throw new SourceUnavailable('AUDIT_UNAVAILABLE', 'Not now.')
  }
  const context = contextOf({ binders: noting(made), assertKept })
  const read = () => context.read({ who: { kind: 'byId' }, shape: () => ({ kind: 'person', nodes: [] }), arguments: {} }, {} as never)
  expect(() => context.ports.dataUse).toThrow(SourceUnavailable)
  await expect(read()).rejects.toThrow(SourceUnavailable)
  expect(made).toEqual([])
  kept = true
  expect(context.ports.dataUse).toBeDefined()
  await expect(read()).resolves.toMatchObject({ count: null })
  kept = false
  expect(() => context.ports.dataUse).toThrow(SourceUnavailable)
})

test('acts are for organisations: a citizen is forbidden each time, and nothing is read for one', async () => {
  const referrals = bindReferrals({ move: async () => ({ id: null, userErrors: [] }), send: async () => ({ id: null, userErrors: [] }) })
  const context = contextOf({ caller: citizen, binders: { ...noting([]), referrals } })
  expect(() => context.ports.referrals).toThrow(Forbidden)
  expect(() => context.ports.referrals).toThrow(Forbidden)
  const read = context.read({ who: { kind: 'byId' }, shape: () => ({ kind: 'person', nodes: [] }), arguments: {} }, {} as never)
  await expect(read).rejects.toThrow(Forbidden)
})

test('a context under the contract of another group, or for a purpose that the token does not grant, is not made: that is a fault of the hub', () => {
  const make = (caller: Caller) => () =>
    createContext(
      {
        reader: async () => expect.fail('nothing is read'),
        evidence: { assertKept: () => {}, record: () => {}, count: () => {} },
        cursors,
        binders: noting([]),
        allowance: { spend: async () => {} },
      },
      { caller, contract, now: new Date(), today: '2026-11-23', traceId: 'trace', idempotencyKey: null },
    )
  expect(make(official)).not.toThrow()
  expect(make(citizen)).toThrow(Invariant)
  expect(make({ ...official, purposes: ['MATCHING'] })).toThrow(Invariant)
})
