import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { recordReading } from './on-record.ts'
import { createProgram } from './program.ts'

/** Commands without a reason, and why they need none. */
const NEED_NONE: Readonly<Record<string, string>> = {
  token: 'asks the development issuer',
  contract: 'reads protocols',
  protocols: 'reads protocols',
  import: 'what it does stands in the delivery, and in claims',
  merges: 'references of those who wait for a decision',
  'operations register': 'documents of consumers',
  'operations withdraw': 'documents of consumers',
  'operations list': 'documents of consumers, and how often they were sent',
  'operations check': 'documents of consumers',
  'operations only': 'a setting of a consumer',
  'origins add': 'a setting of a consumer',
  'origins remove': 'a setting of a consumer',
  'origins list': 'settings of consumers',
  'incentives check': 'reads rules and protocols',
  seed: 'makes synthetic persons',
  'statistics list': 'reads released figures',
  'statistics login': 'reads nothing',
  report: 'reads released figures',
  verify: 'compares hashes, and tells ids of rows of evidence',
  'evidence proof': 'one row of evidence',
  'evidence check-proof': 'opens no database',
  'evidence public-key': 'opens no rows',
  'evidence seal': 'hashes evidence',
  'evidence retain': 'each batch that goes leaves an event',
  orphans: 'counts rows',
  doctor: 'looks at settings, keys and the server, at no rows about persons',
  'rotate signing-key': 'leaves an event of its own, with the actor',
}

const leavesOf = (command: Command, path: readonly string[] = []): { name: string; command: Command }[] => {
  const name = path.join(' ')
  const own = path.length > 0 && (command.commands.length === 0 || name === 'merges') ? [{ name, command }] : []
  return [...own, ...command.commands.flatMap((child) => leavesOf(child, [...path, child.name()]))]
}

test('every command says why, for the record, or needs no reason', () => {
  const all = leavesOf(createProgram())
  const withReason = all.filter(({ command }) => command.options.some(({ long, mandatory }) => long === '--reason' && mandatory))
  const names = withReason.map(({ name }) => name)
  expect(
    all
      .map(({ name }) => name)
      .filter((name) => !names.includes(name))
      .toSorted(),
  ).toEqual(Object.keys(NEED_NONE).toSorted())
  expect(names).toEqual(
    expect.arrayContaining([
      'rotate master-key',
      'rotate contract-logins',
      'rotate data-key',
      'incentives recompute',
      'incentives simulate',
      'statistics release',
      'evidence export',
      'erase',
    ]),
  )
})

test('a command that reads everybody leaves an event: who, what and why', async () => {
  const { pool } = await createTestDatabase()
  await recordReading(pool, { actor: 'dpo', reason: 'case 12' }, { command: 'incentives recompute', tables: ['incentive.decision'] })
  const { rows } = await pool.query(`select kind, actor, subject, detail from audit.event where kind = 'COMMAND'`)
  expect(rows).toEqual([{ kind: 'COMMAND', actor: 'dpo', subject: 'incentives recompute', detail: 'incentive.decision: case 12' }])
})
