import { expect, test } from 'vitest'
import { createMemoryAdapter } from './memory-adapter.ts'

test('what has expired is gone, and what a grant gave goes with it', async () => {
  let clock = 0
  const open = createMemoryAdapter(() => clock)
  const codes = open('AuthorizationCode')
  await codes.upsert('a', { grantId: 'g1' }, 60)
  await codes.upsert('b', { grantId: 'g1' }, 600)
  await codes.upsert('c', { grantId: 'g2' }, 600)
  clock = 60_000
  expect(await codes.find('a')).toBeUndefined()
  expect(await codes.find('b')).toEqual({ grantId: 'g1' })
  await codes.revokeByGrantId('g1')
  expect([await codes.find('b'), await codes.find('c')]).toEqual([undefined, { grantId: 'g2' }])
})

test('a session is found by its uid, apart from other models, and a consumed code stays marked', async () => {
  const open = createMemoryAdapter(() => 5_000)
  await open('Session').upsert('s', { uid: 'u' }, 60)
  expect(await open('Session').findByUid('u')).toEqual({ uid: 'u' })
  expect(await open('Interaction').findByUid('u')).toBeUndefined()
  await open('AuthorizationCode').upsert('c', {}, 60)
  await open('AuthorizationCode').consume('c')
  expect(await open('AuthorizationCode').find('c')).toEqual({ consumed: 5 })
})
