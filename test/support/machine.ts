/** What some tests use that our packages do not bring. Without it they are skipped, and the end of the run says so by name. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const CHROMIUM = '/usr/bin/chromium'
export const PGBOUNCER = '/usr/sbin/pgbouncer'

/** Official fictional answers, kept beside the project and not part of it. */
export const MAGDA = fileURLToPath(new URL('../../../shared/magda', import.meta.url))

const runs = (program: string, asked = '--version') => spawnSync(program, [asked]).status === 0

const NEEDS = {
  curl: { present: () => runs('curl'), comesWith: 'the Debian package curl' },
  psql: { present: () => runs('psql'), comesWith: 'the Debian package postgresql-client' },
  openssl: { present: () => runs('openssl', 'version'), comesWith: 'the Debian package openssl' },
  PgBouncer: { present: () => existsSync(PGBOUNCER), comesWith: `the Debian package pgbouncer, as ${PGBOUNCER}` },
  Chromium: { present: () => existsSync(CHROMIUM), comesWith: `the Debian package chromium, as ${CHROMIUM}` },
  'MAGDA answers': { present: () => existsSync(MAGDA), comesWith: `files in ${MAGDA}, which are not published` },
}

export type Need = keyof typeof NEEDS
export const NEED_NAMES = Object.keys(NEEDS) as Need[]

declare module 'vitest' {
  interface TaskMeta {
    needs?: Need
  }
}

/** Options of a test, or of a suite, that uses something of the machine. */
export const needing = (need: Need) => ({ skip: !NEEDS[need].present(), meta: { needs: need } })

/** @param needs what each skipped test needs; undefined: a filter left it out, or what comes before it failed.
 *  @returns a line for the end of a run; undefined when nothing was skipped. */
export function describeSkipped(needs: readonly (Need | undefined)[], absent: (need: Need) => boolean = (need) => !NEEDS[need].present()) {
  if (needs.length === 0) return undefined
  const missing = NEED_NAMES.filter((name) => needs.includes(name) && absent(name))
  const counts = missing.map((name) => ({ name, count: needs.filter((need) => need === name).length }))
  const others = needs.length - counts.reduce((sum, { count }) => sum + count, 0)
  const reasons = counts.map(({ name, count }) => `${count} need ${name} (${NEEDS[name].comesWith})`)
  return `${needs.length} skipped: ${[...reasons, ...(others > 0 ? [`${others} left out, or behind a failure`] : [])].join('; ')}`
}
