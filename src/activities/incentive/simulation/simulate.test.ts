/** Simulations: figures of everybody, in which nobody can be found. */
import { beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../../../test/support/database.ts'
import { VAULT } from '../../../../test/support/deliveries.ts'
import { shippedCatalogue, TODAY } from '../../../../test/support/incentive-probe.ts'
import { buildHubSchema } from '../../../app/hub-schema.ts'
import type { Database } from '../../../database/client.ts'
import { seedPopulation } from '../../../development/population/seed.ts'
import { createDisclosureControl } from '../../statistics/release/control.ts'
import { renderSimulation, simulate } from './simulate.ts'

const hub = buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored })
const catalogue = await shippedCatalogue()

let database: Database

beforeAll(async () => {
  database = await createTestDatabase()
  await seedPopulation({ database, vault: VAULT, persons: 3000, seed: 1, today: TODAY })
})

async function run(id: string) {
  const incentive = catalogue.incentives.get(id)
  const version = incentive?.versions.at(-1)
  if (incentive === undefined || version === undefined) throw new Error(`there is no ${id}`)
  return await simulate({ pool: database.pool, hub, control: await createDisclosureControl(), incentive, version, asOf: TODAY })
}

test('a simulation counts whom the rule would reach, rounded, and hides small figures', async () => {
  const { figures } = await run('ceremony-invitation')
  const total = (measure: string) => figures?.find(({ at, measure: name }) => at.join() === 'FLANDERS' && name === measure)?.value ?? 0
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(distinct c.person_id)::int as count from integration.certificate c join directory.person p on p.id = c.person_id
     where c.issued_on <= $1 and p.first_registered_on is not null and p.birth_date is not null`,
    [TODAY],
  )
  expect(Math.abs(total('ELIGIBLE') - (rows[0]?.count ?? 0))).toBeLessThanOrEqual(Math.max(10, 0.1 * total('ELIGIBLE')))
  const shown = (figures ?? []).flatMap(({ value }) => value ?? [])
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.filter((value) => value % 5 !== 0 || (value > 0 && value < 10))).toEqual([])
})

test('the same simulation of the same day gives the same figures, and no person is in the lines of it', async () => {
  const [one, other] = [await run('gpmi-objective'), await run('gpmi-objective')]
  expect(renderSimulation(one)).toBe(renderSimulation(other))
  expect(renderSimulation(one)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
})

test.each([...catalogue.incentives.keys()])('every rule of the catalogue can be simulated: %s', async (id) => {
  await expect(run(id)).resolves.toMatchObject({ table: { name: `simulation_${id.replaceAll('-', '_')}` } })
})
