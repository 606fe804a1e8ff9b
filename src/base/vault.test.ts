import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createVault, SECTORS } from './vault.ts'

const vault = createVault(randomBytes(32))
const persons = Array.from({ length: 200 }, () => randomUUID()).sort()

test('a person has another id in each sector, the same every time, which another key does not give', () => {
  const [person = ''] = persons
  const ids = SECTORS.map((sector) => vault.pseudonym(person, sector))
  expect(new Set([person, ...ids]).size).toBe(4)
  expect(SECTORS.map((sector) => vault.pseudonym(person, sector))).toEqual(ids)
  const others = SECTORS.map((sector) => createVault(randomBytes(32)).pseudonym(person, sector))
  expect(others.filter((id) => ids.includes(id))).toEqual([])
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test("the integration sector's ids are in the order of the hub's own, and no two sectors share an order", () => {
  const inOrder = SECTORS.map((sector) => persons.toSorted((a, b) => (vault.pseudonym(a, sector) < vault.pseudonym(b, sector) ? -1 : 1)))
  const [integration, work, local] = inOrder
  expect(integration).toEqual(persons)
  expect(work).not.toEqual(persons)
  expect(local).not.toEqual(persons)
  expect(work).not.toEqual(local)
})

test("an id shows nothing of another sector's, and of the hub's own no more than the first four bytes of the integration sector's", () => {
  const alike = persons.flatMap((person) => {
    const [integration = '', work = '', local = ''] = SECTORS.map((sector) => vault.pseudonym(person, sector))
    const pairs = [
      [integration, work],
      [integration, local],
      [work, local],
      [work, person],
      [local, person],
    ] as const
    return pairs.filter(([one, other]) => one.slice(0, 2) === other.slice(0, 2))
  })
  // Four of a thousand pairs begin with the same byte by chance; with one byte shown, two hundred more would.
  expect(alike.length).toBeLessThan(30)
  const [person = ''] = persons
  expect(vault.pseudonym(person, 'INTEGRATION').slice(0, 9)).toBe(person.slice(0, 9))
  expect(vault.pseudonym(person, 'INTEGRATION').slice(9)).not.toBe(person.slice(9))
})
