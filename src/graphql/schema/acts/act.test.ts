import type { GraphQLResolveInfo } from 'graphql'
import { expect, test } from 'vitest'
import type { RequestContext } from '../context.ts'
import { actKeyOf } from './act.ts'

test('a request that is repeated after an update of the hub still has the fingerprint that was stored with its act', () => {
  const context = { idempotencyKey: 'k', caller: { human: false }, contract: { name: 'OCMW/LOCAL_REFERRAL' } }
  const input = { reason: 'NT2_INTAKE', asDraft: false, contact: undefined, change: { b: 1, a: [1, 'é'] } }
  const key = actKeyOf(context as unknown as RequestContext, { fieldName: 'submitReferral' } as GraphQLResolveInfo, input)
  // Stored by a hub of November 2026.
  expect(key?.fingerprint.toString('hex')).toBe('a08b2e240299ca9cc5bdee7c9c30fde26b90b2ae12057a88932fdf1c39c65472')
})
