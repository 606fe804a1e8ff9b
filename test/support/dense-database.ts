import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { createTestDatabase } from './database.ts'
import { gatherInGhent } from './dense-population.ts'

/** A database of its own for a test file, with a population that meets in Ghent, and no hub. @param today day of the population, YYYY-MM-DD. */
export async function createDenseDatabase(persons: number, today: string): Promise<Database> {
  const database = await createTestDatabase()
  const { masterKey } = loadConfig({ NODE_ENV: 'test' })
  await seedPopulation({ database, vault: createVault(masterKey), persons, seed: 1, today })
  await gatherInGhent(database.pool)
  return database
}
