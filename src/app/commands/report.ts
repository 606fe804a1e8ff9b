/** Command `hub report`. */
import { writeFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { createFiguresPort } from '../../activities/statistics/figures-port.ts'
import { LANGUAGES, type Language } from '../../activities/statistics/report/words.ts'
import { TABLE_NAMES } from '../../activities/statistics/tables/catalogue.ts'
import { withDatabase } from './with-database.ts'

type Options = { table: string; period?: string; language: Language; out?: string }

/** `report`: writes a release as a page with charts. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write the latest release of a table as one HTML file with charts and tables')
    .addOption(new Option('--table <name>', 'table of the catalogue').choices(TABLE_NAMES).makeOptionMandatory())
    .option('--period <year>', 'year, for example 2025; default: the latest')
    .addOption(new Option('--language <code>', 'language of the page').choices(LANGUAGES).default('nl'))
    .option('--out <file>', 'file to write; default: <table>-<period>.html')
    .action(async ({ table, period, language, out }: Options) => {
      const found = await withDatabase(({ database }) =>
        createFiguresPort(database.pool).find({ tables: new Set(TABLE_NAMES), table, period }),
      )
      if (found === undefined)
        throw new Error(
          `No release of ${table}${period === undefined ? '' : ` for ${period}`} yet: npm run hub -- statistics release --table ${table} --period <year>`,
        )
      // Vega is large, and only this needs it.
      const { renderReport } = await import('../../activities/statistics/report/page.ts')
      const file = out ?? `${table}-${found.release.period}.html`
      await writeFile(file, await renderReport(found, language))
      console.log(`${file}: version ${found.release.version}, as of ${found.release.asOf}`)
    })
}
