/** Tables of the job queue: made and kept up to date by the queue's own library as the owner, used by a role that has nothing else. */
import type { Client } from 'pg'
import { PgBoss } from 'pg-boss'
import { ROLES } from '../connection.ts'

/** Schema of the queue's tables. */
export const JOB_SCHEMA = 'jobs'

/** Makes the tables that this version of the library needs; nothing to do when they are there. @param client connected as the login itself. */
export async function ensureJobTables(client: Client): Promise<void> {
  await client.query(`set role ${ROLES.owner}`)
  await client.query(`create schema if not exists ${JOB_SCHEMA};
    grant usage on schema ${JOB_SCHEMA} to ${ROLES.jobs};
    alter default privileges in schema ${JOB_SCHEMA} grant select, insert, update, delete on tables to ${ROLES.jobs}`)
  const library = new PgBoss({
    schema: JOB_SCHEMA,
    db: { executeSql: (text, values) => client.query(text, values) },
    createSchema: false,
    registerInstance: false,
    schedule: false,
    supervise: false,
  })
  // An emitter without a listener would end the process; what fails here also rejects `start`.
  library.on('error', () => {})
  await library.start()
  await library.stop({ close: false })
  await client.query('reset role')
}
