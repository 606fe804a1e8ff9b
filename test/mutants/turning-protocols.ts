/** The protocols of the repository, with one that ended this day and one that begins the next: neither may grant anything. */
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
  return folder
}
