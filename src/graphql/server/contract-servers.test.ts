import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { turningDays } from '../../access/protocols/contract.ts'
import { loadRegister } from '../../access/protocols/register.ts'
import { buildHubSchema } from '../../app/hub-schema.ts'
import { brusselsDay } from '../../base/day.ts'
import { createCurrentContracts } from './contract-servers.ts'

const register = await loadRegister(join(import.meta.dirname, '../../../protocols'), { production: false })
const [firstDay = ''] = turningDays(register)
const before = '2000-01-01'

let fitted = 0
let failing = false
const keeper = createCurrentContracts(register, {
  hub: buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored }),
  log: pino({ level: 'silent' }),
  production: false,
  dayOf: brusselsDay,
  fitLock: async () => {
    fitted += 1
    if (failing) throw new Error('the database is away')
  },
})
afterAll(() => keeper.stop())

test('the rights in the database are fitted once per era', async () => {
  const [one, two] = await Promise.all([keeper.on(before), keeper.on(before)])
  expect([one === two, one.contracts.byName.size, fitted]).toEqual([true, 0, 1])
})

test('an era that cannot begin answers nothing under the contracts before it, and begins with a later request', async () => {
  failing = true
  await expect(keeper.on(firstDay)).rejects.toThrow('the database is away')
  await expect(keeper.on(firstDay)).rejects.toThrow('the database is away')
  failing = false
  const { contracts } = await keeper.on(firstDay)
  expect(contracts.byName.size).toBeGreaterThan(0)
})

test.each([
  ['winter', '2026-11-22T22:59:59.999Z', '2026-11-22', '2026-11-22T23:00:00.000Z', '2026-11-23'],
  ['summer', '2026-06-14T21:59:59.999Z', '2026-06-14', '2026-06-14T22:00:00.000Z', '2026-06-15'],
])(
  'a day begins at midnight in Brussels and not a moment later, in %s; a clock that is set back has its day again',
  async (_season, last, ending, first, beginning) => {
    const dayAt = async (instant: string) => (await keeper.at(new Date(instant))).today
    expect([await dayAt(last), await dayAt(first), await dayAt(first), await dayAt(last)]).toEqual([ending, beginning, beginning, ending])
  },
)
