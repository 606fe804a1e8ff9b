/** Facts of assessments and decisions, sealed with another key. */
import type { ClientBase } from 'pg'
import type { Vault } from '../../../base/vault.ts'
import { openSealedFacts, sealFactsAgain } from './kept-facts.ts'

/** The vaults of before and after. */
type Vaults = { from: Vault; to: Vault }

/** @property sealed rows that open with the new key. @property closed rows that opened with no key, and stay as they are. */
type Resealing = { sealed: number; closed: number }

/** Rows at a time. */
const BATCH = 2_000

/** @param client in a transaction in which nobody else changes these rows, as a role that may. */
export async function resealFacts(client: ClientBase, vaults: Vaults): Promise<Resealing> {
  const assessments = await resealTable(client, 'incentive.assessment', vaults)
  const decisions = await resealTable(client, 'incentive.decision', vaults)
  return { sealed: assessments.sealed + decisions.sealed, closed: assessments.closed + decisions.closed }
}

type Row = { id: string; sealed: string }

async function resealTable(client: ClientBase, table: 'incentive.assessment' | 'incentive.decision', vaults: Vaults): Promise<Resealing> {
  const result: Resealing = { sealed: 0, closed: 0 }
  await client.query(`declare kept_facts no scroll cursor for select id, facts_sealed as sealed from ${table}`)
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${BATCH} from kept_facts`)
    if (rows.length === 0) break
    const changed = rows.flatMap((row) => reseal(row, vaults))
    await client.query(
      `update ${table} t set facts_sealed = c.sealed from unnest($1::uuid[], $2::text[]) c(id, sealed) where t.id = c.id`,
      [changed.map(({ id }) => id), changed.map(({ sealed }) => sealed)],
    )
    result.sealed += changed.length
    result.closed += rows.length - changed.length
  }
  await client.query('close kept_facts')
  return result
}

function reseal({ id, sealed }: Row, { from, to }: Vaults): Row[] {
  const text = openSealedFacts(from, id, sealed)
  return text === undefined ? [] : [{ id, sealed: sealFactsAgain(to, id, text) }]
}
