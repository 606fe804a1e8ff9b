import { expect, test } from 'vitest'
import { Fault, Invariant, SourceUnavailable, Unauthenticated } from './faults.ts'

test('every unauthenticated fault looks the same from outside and tells its reason class to the log', () => {
  const [expired, unknown] = [new Unauthenticated('expired'), new Unauthenticated('organisation_unknown')]
  expect([expired.code, expired.message]).toEqual([unknown.code, unknown.message])
  expect([expired.detail, unknown.detail]).toEqual([{ reason: 'expired' }, { reason: 'organisation_unknown' }])
})

test('an invariant answers INTERNAL and nothing else, and carries its permanent tag', () => {
  const fault = new Invariant('inv_7k2q', { referralId: 12 })
  expect({ name: fault.name, code: fault.code, message: fault.message, detail: fault.detail }).toEqual({
    name: 'Invariant',
    code: 'INTERNAL',
    message: 'Internal error.',
    detail: { referralId: 12, tag: 'inv_7k2q' },
  })
})

test('a source that does not answer keeps its cause for the log', () => {
  const cause = new Error('connect ECONNREFUSED')
  const fault = new SourceUnavailable(
    'SOURCE_UNAVAILABLE',
    'The identity provider is not responding. Try again later.',
    { source: 'issuer' },
    cause,
  )
  expect(fault).toBeInstanceOf(Fault)
  expect(fault.cause).toBe(cause)
})
