/** Fictional persons whom a database does not know yet. */
import type { Pool } from 'pg'
import { completeInsz, type Insz } from '../../src/base/insz.ts'
import type { Vault } from '../../src/base/vault.ts'

/** @returns a number that nobody has, a new one each time. */
export function newPersons(pool: Pool, vault: Pick<Vault, 'hashInsz'>): () => Promise<Insz> {
  let made = 0
  const isKnown = async (insz: Insz) =>
    ((await pool.query('select from directory.person_number where insz_hash = $1', [vault.hashInsz(insz)])).rowCount ?? 0) > 0
  return async () => {
    for (;;) {
      const [year, month, day] = [
        70 + (Math.floor(made / 134_400) % 30),
        61 + (Math.floor(made / 11_200) % 12),
        1 + (Math.floor(made / 400) % 28),
      ]
      const insz = completeInsz(`${year}${month}${String(day).padStart(2, '0')}${501 + (made % 400)}`, false)
      made += 1
      if (!(await isKnown(insz))) return insz
    }
  }
}
