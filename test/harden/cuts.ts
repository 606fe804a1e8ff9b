/** Every connection of the hub is cut, again and again, while it reads, acts and takes deliveries in. */
import { setTimeout as wait } from 'node:timers/promises'
import { withLogin } from '../../src/database/connection.ts'
import { SUPERUSER } from '../../src/database/embedded/cluster.ts'
import { type HubAtWork, listLost, type Work, workOn } from './hub-at-work.ts'

const BETWEEN_MS = 150

export type CutsResult = { cut: number; work: Work; lost: string[] }

/** @param url of the hub's database, on the server that comes along. */
export async function cutUnderWork(hub: HubAtWork, url: string, cuts: number): Promise<CutsResult> {
  let over = false
  const working = workOn(hub, () => over)
  let cut = 0
  for (let turn = 0; turn < cuts; turn += 1) {
    await wait(BETWEEN_MS)
    cut += await cutAll(url)
  }
  over = true
  const work = await working
  return { cut, work, lost: await listLost(hub, work) }
}

/** Ends every connection of the database but its own, whoever has it. @returns how many. */
export async function cutAll(url: string): Promise<number> {
  const { rows } = await withLogin(asSuperuser(url), (client) =>
    client.query<{ cut: number }>(
      `select count(pg_terminate_backend(pid))::int as cut from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    ),
  )
  return rows[0]?.cut ?? 0
}

/** The superuser of the server that comes along has the password of its hub. */
export function asSuperuser(url: string): string {
  const address = new URL(url)
  address.username = SUPERUSER
  return address.href
}
