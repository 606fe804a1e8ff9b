/**
 * The second lock: every contract's statements run under a login of their own, which may read the columns that these statements use
 * and no others. What the projection would let through by mistake, PostgreSQL refuses.
 */
import type { Client, Pool } from 'pg'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'
import { Invariant } from '../../base/faults.ts'
import type { ContractName } from '../../base/recipient.ts'
import type { StatementTimes } from '../../base/statement-times.ts'
import { type Database, STATEMENT_TIMEOUT_MS } from '../../database/client.ts'
import { ROLES, withLogin } from '../../database/connection.ts'
import { holdLock } from '../../database/locks.ts'
import { inTransaction, inUndoneTransaction, withClient } from '../../database/transaction.ts'
import type { Query } from '../disclosed-set.ts'
import { findUses, type Uses } from './columns.ts'
import { ensureLogins, letGroupIn } from './ensure-logins.ts'
import { type ContractLogin, loginOf } from './login.ts'
import { reachableStatementsOf, toSql } from './reachable-statements.ts'
import { RECORDING, readGrantedRights, requiredRights, toStatements } from './rights.ts'

export type ContractLogins = {
  /** Gives every contract's login the rights of these contracts and takes away all others. @throws with a message for the operator. */
  syncRights(contracts: Contracts): Promise<void>
  /** Connections of the contract's login, opened when first used. */
  queryOf(contract: Pick<Contract, 'name'>): Query
  /** Whether a use would be recorded now: writes evidence as a statement of a contract does, and takes it back. @throws what PostgreSQL says when it would not. */
  assertRecording(): Promise<void>
  /** Waits for running statements. */
  close(): Promise<void>
}

/** @param statementMs longest that a statement of a contract may take. */
export function createContractLogins(
  database: Pick<Database, 'url' | 'openAs'>,
  masterKey: Buffer,
  statementMs: StatementTimes = { standard: STATEMENT_TIMEOUT_MS, byContract: new Map() },
): ContractLogins {
  const pools = new Map<ContractName, Pool>()
  const poolOf = (name: ContractName): Pool => {
    const pool =
      pools.get(name) ??
      database.openAs(loginOf(masterKey, name), { statementTimeoutMs: statementMs.byContract.get(name) ?? statementMs.standard })
    pools.set(name, pool)
    return pool
  }
  const fitted = new Set<ContractName>()
  return {
    syncRights: async (contracts) => {
      const names = await fitRights(database.url, masterKey, contracts)
      const [first] = names
      if (first !== undefined) await assertEntry(poolOf(first))
      for (const name of names) fitted.add(name)
    },
    queryOf: ({ name }) => {
      if (!fitted.has(name)) throw new Invariant('inv_l0gn', { contract: name })
      const pool = poolOf(name)
      return pool.query.bind(pool)
    },
    assertRecording: async () => {
      const [name] = fitted
      if (name === undefined) return
      await withClient(poolOf(name), (client) => inUndoneTransaction(client, async () => void (await client.query(TRIAL))))
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
    },
  }
}

/** A row of evidence about nobody, in a transaction that is undone. */
const TRIAL = `
  insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
  values (gen_random_uuid(), '', null, '', null, 0, '{}', '{}')`

/** Every contract with statements of its own: those that are served, and those of the facts that their assessments read. */
export function listContractRights({ byName }: Contracts): Contract[] {
  return [...byName.values()].flatMap((contract) => (contract.assessing === null ? [contract] : [contract, contract.assessing]))
}

/** @returns contracts that show persons: the others need no login. */
async function fitRights(url: string, masterKey: Buffer, contracts: Contracts): Promise<ContractName[]> {
  const texts = new Map(
    listContractRights(contracts).map((contract) => [
      contract.name,
      reachableStatementsOf(contract).map((reading) => toSql(contract, reading)),
    ]),
  )
  const names = [...texts.keys()].filter((name) => texts.get(name)?.length !== 0)
  const logins = new Map(names.map((name) => [name, loginOf(masterKey, name)]))
  // Before the lock, which takes rights that a login without this one may not have either.
  await withLogin(url, (client) => ensureLogins(client, [...logins.values()]))
  const fit = async (client: Client) => {
    await letGroupIn(client)
    await applyRights(client, logins, await findUses(client, texts))
  }
  await holdLock(url, 'contract_logins', () => withLogin(url, fit))
  return names
}

async function applyRights(
  client: Client,
  logins: ReadonlyMap<ContractName, ContractLogin>,
  uses: ReadonlyMap<ContractName, Uses>,
): Promise<void> {
  const wanted = [...logins].flatMap(([name, { user }]) =>
    requiredRights(user, uses.get(name) ?? { columns: [], functions: [], schemas: [] }),
  )
  await inTransaction(client, async () => {
    await client.query(`set local role ${ROLES.owner}`)
    const statements = toStatements(await readGrantedRights(client), [...RECORDING, ...wanted])
    if (statements.length > 0) await client.query(statements.join(';\n'))
  })
}

/** One is enough: all are let in by the same rule of the server. */
async function assertEntry(pool: Pool): Promise<void> {
  await pool.query('select 1').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`PostgreSQL rejects the contract logins (${reason}): see "Logins of contracts" in prisma/README.md`, {
      cause: error,
    })
  })
}
