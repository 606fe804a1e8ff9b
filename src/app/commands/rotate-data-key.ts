/** Command `hub rotate data-key`: everything that derives from the key of the data is made again, while no hub runs. */
import { reencryptNumbers } from '../../activities/delivery/store/reencrypt-numbers.ts'
import { resealFacts } from '../../activities/incentive/assessment/reseal-facts.ts'
import { loadConfig } from '../../base/config.ts'
import { createVault } from '../../base/vault.ts'
import { type KeyOrder, replaceDataKey } from '../../database/keys/rotate-keys.ts'
import { showProgress } from '../../development/population/progress.ts'
import { dropLogins } from '../../query/contract-logins/rotate-logins.ts'
import { openDatabase } from '../open-database.ts'

/** @throws when the database is that of DATA_DIR, which is for development: its key protects nobody. */
export async function rotateDataKey(order: KeyOrder): Promise<void> {
  const config = loadConfig(process.env)
  const { databaseUrl } = config
  if (databaseUrl === undefined) throw new Error('Set DATABASE_URL: the database in DATA_DIR is for development, and its key is public.')
  // Migrated, with keys that fit; and then without a connection but the one that does it.
  await (await openDatabase(config, { log: (line) => console.error(line) })).close()
  const progress = showProgress(process.stderr, 'numbers')
  await replaceDataKey(databaseUrl, config, order, async (client, { from, to }) => {
    const vaults = { from: createVault(from), to: createVault(to) }
    const numbers = await reencryptNumbers(client, { ...vaults, report: progress.report })
    const facts = await resealFacts(client, vaults)
    await client.query('set local role none')
    const logins = await dropLogins(client, from)
    return `${numbers} numbers, ${facts.sealed} rows of facts, ${facts.closed} that did not open, ${logins} logins`
  }).finally(progress.stop)
  console.log(
    'Everything derives from another key from now on. Start the hubs: they make the logins of contracts again. Give BI tools the address that "hub statistics login" prints, and drop the doorstroom_bi login of before.',
  )
}
