import { randomUUID } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { connectDatabase, type Database } from '../../src/database/client.ts'
import { withDatabase, withLogin } from '../../src/database/connection.ts'

/**
 * A database of its own for a test file: migrated, with the reference data, without persons. Call it at the top of the file or in
 * `beforeAll`; it is closed and dropped after the file's last test.
 */
export async function createTestDatabase(): Promise<Database> {
  const serverUrl = inject('serverUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withLogin(serverUrl, (client) => client.query(`create database ${name} template ${inject('template')} strategy wal_log`))
  const database = connectDatabase(withDatabase(serverUrl, name), { connections: 8 })
  afterAll(async () => {
    await database.close()
    // Without force, which would end PostgreSQL's own workers too and is refused that: a plain drop asks them to leave, and waits.
    await withLogin(serverUrl, (client) => client.query(`drop database ${name}`))
  })
  return database
}
