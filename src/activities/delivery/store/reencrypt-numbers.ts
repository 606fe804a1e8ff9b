/** Numbers of persons, encrypted and hashed with other keys. */
import type { ClientBase } from 'pg'
import type { Vault } from '../../../base/vault.ts'

/** The vaults of before and after. @property report is told how many of how many are done. */
type Reencryption = { from: Vault; to: Vault; report?: (done: number, total: number) => void }

/** Numbers at a time. */
const BATCH = 5_000

type Row = { hash: Buffer; sealed: Buffer }

/**
 * @param client in a transaction in which nobody else changes numbers, as a role that may. Rows that name a number by its hash follow by themselves.
 * @returns how many there are. @throws when one does not open with the keys of before.
 */
export async function reencryptNumbers(client: ClientBase, { from, to, report }: Reencryption): Promise<number> {
  const total = await countNumbers(client)
  let done = 0
  await client.query('declare numbers no scroll cursor for select insz_hash as hash, insz_encrypted as sealed from directory.person_number')
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${BATCH} from numbers`)
    if (rows.length === 0) break
    const numbers = rows.map(({ sealed }) => from.decryptInsz(sealed))
    await client.query(
      `update directory.person_number n set insz_hash = c.hash, insz_encrypted = c.sealed
       from unnest($1::bytea[], $2::bytea[], $3::bytea[]) c(before, hash, sealed) where n.insz_hash = c.before`,
      [rows.map(({ hash }) => hash), numbers.map((number) => to.hashInsz(number)), numbers.map((number) => to.encryptInsz(number))],
    )
    done += rows.length
    report?.(done, total)
  }
  await client.query('close numbers')
  return done
}

async function countNumbers(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ total: number }>('select count(*)::int as total from directory.person_number')
  return rows[0]?.total ?? 0
}
