import { expect, test } from 'vitest'
import { BoundedStore } from './bounded-store.ts'

const PLENTY = 1_000_000

function storeOf(bounds: { count?: number; characters?: number }) {
  const gone: string[] = []
  const store = new BoundedStore<string>({ count: PLENTY, characters: PLENTY, ...bounds }, (key, value) => gone.push(`${key}=${value}`))
  return { store, gone }
}

test('the value that was used longest ago goes when there are too many', () => {
  const { store, gone } = storeOf({ count: 2 })
  store.set('a', '1', 10)
  store.set('b', '2', 10)
  expect(store.get('a')).toBe('1')
  store.set('c', '3', 10)
  expect([store.get('a'), store.get('b'), store.get('c')]).toEqual(['1', undefined, '3'])
  expect(gone).toEqual(['b=2'])
  expect([store.count, store.characters]).toEqual([2, 20])
})

test('as many go as make room for the text of a new one, and that one stays', () => {
  const { store, gone } = storeOf({ characters: 100 })
  for (const key of ['a', 'b', 'c']) store.set(key, key, 30)
  store.set('d', 'd', 80)
  expect(gone).toEqual(['a=a', 'b=b', 'c=c'])
  store.set('e', 'e', 500)
  expect([store.get('e'), store.count, store.characters]).toEqual(['e', 1, 500])
  store.set('f', 'f', 1)
  expect([store.get('e'), store.get('f'), store.characters]).toEqual([undefined, 'f', 1])
})

test('a value that is replaced or taken out gives its space back, and nobody is told', () => {
  const { store, gone } = storeOf({ count: 2, characters: 100 })
  store.set('a', '1', 90)
  store.set('a', '2', 20)
  expect([store.get('a'), store.count, store.characters]).toEqual(['2', 1, 20])
  store.delete('a')
  store.delete('never there')
  expect([store.count, store.characters, gone]).toEqual([0, 0, []])
})
