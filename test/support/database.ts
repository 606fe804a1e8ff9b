import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { connectDatabase, type Database } from '../../src/database/client.ts'
import { withDatabase, withLogin } from '../../src/database/connection.ts'
import { closeAfterFile } from './closing.ts'
import type { Template } from './run-postgres.ts'

/** Where to copy a database from. The first call of a run starts its PostgreSQL. */
export async function askTemplate(persons = 0): Promise<Template> {
  const response = await fetch(`${inject('templates')}/${persons}`)
  if (!response.ok) throw new Error(`no database for the tests: ${await response.text()}`)
  return (await response.json()) as Template
}

/**
 * A database of its own for a test file: migrated, with the reference data, and with so many persons of the population of test hubs (default none).
 * It is closed and dropped after the file's last test.
 */
export async function createTestDatabase(persons = 0): Promise<Database> {
  const { serverUrl, template } = await askTemplate(persons)
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withLogin(serverUrl, (client) => client.query(`create database ${name} template ${template} strategy wal_log`))
  const database = connectDatabase(withDatabase(serverUrl, name), { connections: 8 })
  closeAfterFile(async () => {
    await database.close()
    // Without force, which would end PostgreSQL's own workers too and is refused that: a plain drop asks them to leave, and waits.
    await withLogin(serverUrl, (client) => client.query(`drop database ${name}`))
  })
  return database
}
