/** schema/second-lock.tsv. It takes a database: which columns a statement reads is by PostgreSQL's own account. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GraphQLSchema } from 'graphql'
import type { Client } from 'pg'
import type { Contract, Contracts } from '../src/access/protocols/contract.ts'
import { withLogin } from '../src/database/connection.ts'
import { startEmbedded } from '../src/database/embedded/embedded.ts'
import { migrate } from '../src/database/migrations/migrate.ts'
import { FACT_SHEETS } from '../src/domains/all.ts'
import { type Account, accountOf, contractsAlike, renderAccounts, statementsOf } from '../src/query/contract-logins/account.ts'
import { findUses } from '../src/query/contract-logins/columns.ts'
import { listContractRights } from '../src/query/contract-logins/contract-logins.ts'
import { ensureFactFunctions } from '../src/query/fact-sheets/functions.ts'

/** What the login of each contract may read and call, why, and which coordinates it would not be refused. */
export async function renderSecondLock(hub: GraphQLSchema, contracts: Contracts): Promise<string> {
  const shown = listContractRights(contracts).filter(({ schema }) => schema.getType('Newcomer') !== undefined)
  const accounts = await withScratchDatabase(async (url) => {
    await migrate(url)
    await ensureFactFunctions(url, FACT_SHEETS)
    return await withLogin(url, (client) => accountsOf(client, hub, shown))
  })
  return renderAccounts(accounts.sort((a, b) => (a.contract < b.contract ? -1 : 1)))
}

async function accountsOf(client: Client, hub: GraphQLSchema, contracts: readonly Contract[]): Promise<Account[]> {
  const accounts: Account[] = []
  for (const alike of contractsAlike(contracts)) {
    const uses = await findUses(client, statementsOf(hub, alike[0]))
    accounts.push(...alike.map((contract) => accountOf(hub, contract, uses)))
  }
  return accounts
}

async function withScratchDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstroom-schema-'))
  const server = await startEmbedded({ dataDir, durable: false, port: 0 })
  try {
    return await work(server.url)
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
