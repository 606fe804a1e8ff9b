/** What an administrator must run before BI tools may connect, where the hub's login may not. */
import { databaseOf } from '../../../database/connection.ts'
import { REVOKE_PUBLIC_RIGHTS } from '../../../database/public-rights.ts'

/** @param url address of the database of figures. @param others names of databases that everybody may connect to. */
export function adviseFigures(url: string, others: readonly string[] = []): string {
  const address = new URL(url)
  const name = quote(databaseOf(url))
  return [
    'The database of figures is open to more than figures. Have a superuser run this on its server:',
    `create database ${name} owner ${quote(decodeURIComponent(address.username))}; -- unless it exists`,
    ...others.map((other) => `revoke connect on database ${quote(other)} from public;`),
    `-- then, connected to ${name}:`,
    `${REVOKE_PUBLIC_RIGHTS};`,
  ].join('\n')
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
