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
import type { ConnectionOpening } from '../../database/hub-pool.ts'
import { holdLock } from '../../database/locks.ts'
import { inTransaction, inUndoneTransaction, withClient } from '../../database/transaction.ts'
import { findUses, type Uses } from './columns.ts'
import { ensureLogins, letGroupIn } from './ensure-logins.ts'
import { type ContractLogin, loginOf, nameOf, passwordOf } from './login.ts'
import { reachableStatementsOf, toSql } from './reachable-statements.ts'
import { RECORDING, readGrantedRights, requiredRights, toStatements } from './rights.ts'

export type ContractLogins = {
  /** Gives every contract's login the rights of these contracts and takes away all others. @throws with a message for the operator. */
  syncRights(contracts: Contracts): Promise<void>
  /** Connections of the contract's login, opened when first used. */
  poolOf(contract: Pick<Contract, 'name'>): Pool
  /** Whether a use would be recorded now: writes evidence as a statement of a contract does, and takes it back. @throws what PostgreSQL says when it would not. */
  assertRecording(): Promise<void>
  /** Waits for running statements. */
  close(): Promise<void>
}

/** Reads the key from which passwords derive, in a transaction of the hub's login; it stays what it is until that ends. */
type ReadLoginKey = (client: Client) => Promise<Buffer>

type ContractLoginParts = {
  /** Names of the logins derive from it. */
  dataKey: Buffer
  /** By default passwords derive from the key of the data too. */
  readLoginKey?: ReadLoginKey
  /** Longest that a statement of a contract may take. */
  statementMs?: StatementTimes
}

const SAME_TIME: StatementTimes = { standard: STATEMENT_TIMEOUT_MS, byContract: new Map() }

export function createContractLogins(database: Pick<Database, 'url' | 'openAs'>, parts: ContractLoginParts): ContractLogins {
  const { dataKey, readLoginKey = async () => dataKey, statementMs = SAME_TIME } = parts
  const pools = new Map<ContractName, Pool>()
  const fitted = new Set<ContractName>()
  /** Passwords follow from it; another object when it is another key. */
  let loginKey = dataKey

  function take(next: Buffer): void {
    if (!next.equals(loginKey)) loginKey = next
  }

  /** Whether passwords are others by now than those from this key. */
  async function hasChanged(known: Buffer): Promise<boolean> {
    if (loginKey !== known) return true
    take(await withLogin(database.url, (client) => inTransaction(client, () => readLoginKey(client))))
    return loginKey !== known
  }

  /** Passwords may be replaced at any time: a connection that is refused for its own is opened again with the one that counts by now. */
  const opening: ConnectionOpening = async (open) => {
    for (;;) {
      const known = loginKey
      try {
        return await open()
      } catch (error) {
        if (!isWrongPassword(error) || !(await hasChanged(known))) throw error
      }
    }
  }

  const openPool = (name: ContractName): Pool => {
    const user = nameOf(dataKey, name)
    const statementTimeoutMs = statementMs.byContract.get(name) ?? statementMs.standard
    return database.openAs({ user, password: () => passwordOf(user, loginKey) }, { statementTimeoutMs, opening })
  }

  const poolOf = (name: ContractName): Pool => {
    const pool = pools.get(name) ?? openPool(name)
    pools.set(name, pool)
    return pool
  }

  return {
    syncRights: async (contracts) => {
      const fit = await fitRights(database.url, { dataKey, readLoginKey }, contracts)
      take(fit.loginKey)
      const [first] = fit.names
      if (first !== undefined) await assertEntry(poolOf(first))
      for (const name of fit.names) fitted.add(name)
    },
    poolOf: ({ name }) => {
      if (!fitted.has(name)) throw new Invariant('inv_l0gn', { contract: name })
      return poolOf(name)
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

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28P01'
}

/** A row of evidence about nobody, in a transaction that is undone. */
const TRIAL = `
  insert into audit.data_use (operation_id, trace_id, organisation_id, consumer, user_ref, use_set_id, persons, open)
  values (gen_random_uuid(), '', null, '', null, 0, '{}', '{}')`

/** Every contract with statements of its own: those that are served, and those of the facts that their assessments read. */
export function listContractRights({ byName }: Contracts): Contract[] {
  return [...byName.values()].flatMap((contract) => (contract.assessing === null ? [contract] : [contract, contract.assessing]))
}

type Fit = { names: ContractName[]; loginKey: Buffer }

/** @returns contracts that show persons, for the others need no login; and the key of the passwords that the logins have. */
async function fitRights(
  url: string,
  { dataKey, readLoginKey }: { dataKey: Buffer; readLoginKey: ReadLoginKey },
  contracts: Contracts,
): Promise<Fit> {
  const texts = new Map(
    listContractRights(contracts).map((contract) => [
      contract.name,
      reachableStatementsOf(contract).map((reading) => toSql(contract, reading)),
    ]),
  )
  const names = [...texts.keys()].filter((name) => texts.get(name)?.length !== 0)
  const make = async (client: Client) => {
    const loginKey = await readLoginKey(client)
    const logins = new Map(names.map((name) => [name, loginOf(dataKey, name, loginKey)]))
    await ensureLogins(client, [...logins.values()])
    return { loginKey, logins }
  }
  // Before the lock, which takes rights that a login without this one may not have either. In one transaction: passwords are replaced before it or after it.
  const { loginKey, logins } = await withLogin(url, (client) => inTransaction(client, () => make(client)))
  const fit = async (client: Client) => {
    await letGroupIn(client)
    await applyRights(client, logins, await findUses(client, texts))
  }
  await holdLock(url, 'contract_logins', () => withLogin(url, fit))
  return { names, loginKey }
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
