/** The protocols of the repository, with some that ended this day and one that begins the next: none of these may grant anything. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { ROOT } from './build.ts'

/** @param today first day on which the ended one no longer holds. @returns the folder. */
export function writeTurningProtocols(today: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorstroom-protocols-'))
  cpSync(join(ROOT, 'protocols'), folder, { recursive: true })
  const like = parse(readFileSync(join(folder, 'local-referral.yaml'), 'utf8'))
  const discloses = [{ owner: 'DIRECTORY', fields: { Newcomer: ['sex', 'birthDate', 'nationality'] } }]
  const write = (id: string, inForce: object) => writeFileSync(join(folder, `${id}.yaml`), stringify({ ...like, id, inForce, discloses }))
  write('local-ended', { from: '2026-01-01', until: today })
  write('local-to-come', { from: '2027-01-01', until: null })
  endDelivery(join(folder, 'deliveries'), 'ocmw', 'socialTenancy', today)
  return folder
}

type Delivery = { id: string; inForce: object; delivers: { records: string[] }[] }

/** Takes a record type out of a delivery protocol, and into one that has ended. */
function endDelivery(folder: string, name: string, record: string, today: string): void {
  const protocol: Delivery = parse(readFileSync(join(folder, `${name}.yaml`), 'utf8'))
  const rest = protocol.delivers.map((part) => ({ ...part, records: part.records.filter((one) => one !== record) }))
  const ended = protocol.delivers.filter(({ records }) => records.includes(record)).map((part) => ({ ...part, records: [record] }))
  if (ended.length === 0) throw new Error(`${name} does not deliver ${record}.`)
  const write = (id: string, content: object) => writeFileSync(join(folder, `${id}.yaml`), stringify({ ...protocol, id, ...content }))
  write(name, { delivers: rest })
  write(`${name}-ended`, { delivers: ended, inForce: { from: '2026-01-01', until: today } })
}
