import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { runCommand } from '../../../test/support/run-command.ts'
import { listOrigins } from '../../access/identity/origin-store.ts'

const { url, pool } = await createTestDatabase()
const hub = (...given: string[]) => runCommand(url, ['origins', ...given])
const registered = () => listOrigins((text, values) => pool.query(text, values))

test('an operator registers, lists and takes away the origins of a consumer', async () => {
  expect(await hub('list')).toEqual({ code: 0, out: 'No consumer has pages.\n', errors: [] })
  const [one, two] = ['https://dossier.example', 'http://localhost:5173']
  expect(await hub('add', 'agii-frontend', one, two)).toMatchObject({ code: 0, out: `agii-frontend has pages at ${one}, ${two}\n` })
  expect((await hub('add', 'agii-frontend', one)).code).toBe(0)
  expect((await hub('list')).out).toBe(`agii-frontend  ${two}\nagii-frontend  ${one}\n`)
  expect((await hub('remove', 'agii-frontend', two)).code).toBe(0)
  expect(await registered()).toEqual([{ consumer: 'agii-frontend', origin: one }])
})

test('what is no origin is refused, and nothing of the same command is registered', async () => {
  const before = await registered()
  for (const wrong of ['*', 'null', 'https://dossier.example/', 'http://dossier.example']) {
    const { code, errors } = await hub('add', 'ocmw-gent', 'https://right.example', wrong)
    expect([code, errors.some((line) => line.includes('expected https://host[:port]'))]).toEqual([1, true])
  }
  expect(await registered()).toEqual(before)
})

test('an origin that a consumer does not have cannot be taken away from it', async () => {
  const { code, errors } = await hub('remove', 'ocmw-gent', 'https://elsewhere.example')
  expect([code, errors]).toEqual([1, [expect.stringContaining('ocmw-gent has no pages at https://elsewhere.example')]])
})
