/** Reports in a real browser: they load nothing, say what is hidden, and put no barrier in anybody's way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFiguresPort } from '../../src/activities/statistics/figures-port.ts'
import type { FiguresAnswer } from '../../src/activities/statistics/release/store.ts'
import { renderReport } from '../../src/activities/statistics/report/page.ts'
import { toSections } from '../../src/activities/statistics/report/section.ts'
import { loadConfig } from '../../src/base/config.ts'
import { createVault } from '../../src/base/vault.ts'
import type { Database } from '../../src/database/client.ts'
import { seedPopulation } from '../../src/development/population/seed.ts'
import { createTestDatabase } from '../support/database.ts'
import { CHROMIUM, needing } from '../support/machine.ts'
import { releaseFigures } from './released.ts'

const inChromium = needing('Chromium')
const TABLES = ['stock', 'durations', 'activation']

let database: Database
let folder: string
let browser: Browser | undefined
const found = new Map<string, FiguresAnswer>()

beforeAll(async () => {
  database = await createTestDatabase()
  await seedPopulation({
    database,
    vault: createVault(loadConfig({ NODE_ENV: 'test' }).masterKey),
    persons: 3000,
    seed: 1,
    today: '2026-11-23',
  })
  await releaseFigures(database, { tables: TABLES })
  folder = await mkdtemp(join(tmpdir(), 'doorstroom-report-'))
  const statistics = createFiguresPort(database.pool)
  for (const table of TABLES) {
    const release = await statistics.find({ tables: new Set(TABLES), table })
    if (release === undefined) throw new Error(`${table} was not released`)
    found.set(table, release)
    for (const language of ['nl', 'en'] as const)
      await writeFile(join(folder, `${table}-${language}.html`), await renderReport(release, language))
  }
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
  if (!inChromium.skip) browser = await chromium.launch({ executablePath: CHROMIUM, args })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true })
})

/** Opens a report and runs axe in it; the page's own policy allows no script, so the browser is told to let axe in. */
async function open(file: string, width: number, asked: string[] = []): Promise<Page> {
  const context = await (browser ?? expect.fail('no browser')).newContext({ bypassCSP: true, viewport: { width, height: 800 } })
  const page = await context.newPage()
  page.on('request', (request) => void asked.push(request.url()))
  await page.goto(`file://${join(folder, file)}`)
  return page
}

describe('in Chromium', inChromium, () => {
  test.each(TABLES.flatMap((table) => [`${table}-nl.html`, `${table}-en.html`]))('%s has no barrier that axe knows', async (file) => {
    const asked: string[] = []
    const page = await open(file, 1280, asked)
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') })
    const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(passes.length).toBeGreaterThan(15)
    expect(asked).toEqual([`file://${join(folder, file)}`])
  })

  test('at 320 pixels nothing but the tables scrolls sideways, and the keyboard reaches them', async () => {
    const page = await open('stock-nl.html', 320)
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    const regions = await page.locator('[role=region]').count()
    const reached = new Set<string>()
    for (let press = 0; press <= regions; press += 1) {
      await page.keyboard.press('Tab')
      reached.add(String(await page.evaluate('document.activeElement.getAttribute("aria-label")')))
    }
    expect(reached.size).toBe(regions + 1)
  })
})

test.each(TABLES)('the tables of %s show the figures of the release, and every hidden one as hidden', async (table) => {
  const release = found.get(table) ?? expect.fail('not released')
  const html = await renderReport(release, 'en')
  const sections = toSections(release, 'en')
  const cells = [...html.matchAll(/<td(?: class="hidden")?>([^<]+)<\/td>/g)].map(([, text = '']) => text.replaceAll(/[, %]/g, ''))
  expect(cells).toEqual(
    sections.flatMap(({ rows }) => rows.flatMap(({ values }) => values.map((value) => (value === null ? 'hidden' : String(value))))),
  )
  expect(cells.includes('hidden')).toBe(table !== 'stock')
})

test('a report is one file without script', async () => {
  const html = await renderReport(found.get('stock') ?? expect.fail('not released'), 'nl')
  expect(html).not.toMatch(/<script|javascript:|https?:\/\/(?!www\.w3\.org\/)/)
})
