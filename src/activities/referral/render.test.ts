import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDeadlines } from './deadline.ts'
import { TRANSITIONS } from './machine.ts'
import { renderReferralGuide } from './render.ts'

const ROOT = join(import.meta.dirname, '../../..')

test('docs/referral.md is what the tables say', async () => {
  const rendered = renderReferralGuide(await loadDeadlines(join(ROOT, 'reference')))
  expect(readFileSync(join(ROOT, 'docs/referral.md'), 'utf8')).toBe(rendered)
  expect(rendered.match(/^\| `/gm)).toHaveLength(TRANSITIONS.length)
})
