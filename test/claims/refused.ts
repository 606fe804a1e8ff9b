/** An organisation of another kind delivers a row that it could never hold: nothing of it is taken, whatever token and header it comes with. */
import type { Bench, Case } from './bench.ts'
import { lay } from './beside.ts'
import { clientFiles } from './delivering.ts'
import { watchPerson } from './evidence.ts'
import { drawOther, drawRecord } from './samples.ts'
import { differenceOf } from './saying.ts'

const AS_OF = '2026-09-01'

/** @returns what did not hold. */
export async function proveRefused(bench: Bench, one: Case): Promise<string | undefined> {
  const { type, holder, other, dice, isGranted } = one
  const { reader, delivering, hub, result } = bench
  const about = await delivering.somebody()
  const row = drawRecord(dice, type, 'HOUDER')
  const files = clientFiles(dice, type, 'HOUDER')
  await lay(bench, { type, about, consumer: holder.delivers, records: isGranted ? [...files, row] : files })
  if (!isGranted) await delivering.store(type, holder.code, about, row)
  const [before, beforeOther] = [await reader.read(holder, about, []), await reader.read(other, about, [])]
  const came = await watchPerson(hub.pool, hub.vault.hashInsz(about))
  for (const { use, domain } of waysOf(bench, one)) {
    const records = [drawOther(dice, type, row, 'ANDER')]
    const sent = { domain, asOf: AS_OF, records, about }
    const { status, applied, text } = await delivering.send(use === 'DELIVER' ? (other.delivers ?? '') : other.asks, use, sent)
    if (applied !== 0 || (domain === type.domain && status !== 403))
      return `taken under ${domain} with a token for ${use}: ${status} ${text.slice(0, 300)}`
  }
  const { relationships, claims } = await came()
  if (relationships.length + claims.length > 0) return `what was refused makes known: ${relationships} ${claims}`
  return (
    differenceOf('the holder reads something else', before, await reader.read(holder, about, []), result) ??
    differenceOf(`${other.asks} reads something else`, beforeOther, await reader.read(other, about, []), result)
  )
}

/** Every token that it can have, with the domain of the record and with its own. */
function waysOf({ target }: Bench, { type, other }: Case): { use: string; domain: Case['type']['domain'] }[] {
  const purposes = [...new Set(target.contracts.filter(({ name }) => name.startsWith(`${other.group}/`)).map(({ purpose }) => purpose))]
  const reading = purposes.map((use) => ({ use, domain: type.domain }))
  if (other.delivers === undefined) return reading
  const own = other.domains.map((domain) => ({ use: 'DELIVER', domain: domain as Case['type']['domain'] }))
  return [...reading, { use: 'DELIVER', domain: type.domain }, ...own]
}
