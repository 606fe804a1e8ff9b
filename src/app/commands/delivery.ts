/** Command `hub import`. */
import { type Command, InvalidArgumentError } from 'commander'
import { importPaths } from '../../activities/delivery/import-paths.ts'
import { createProgress } from '../../activities/delivery/progress.ts'
import { listRefusals, renderRefusals } from '../../activities/delivery/refusals.ts'
import { exitCodeOf, renderSummary } from '../../activities/delivery/summary.ts'
import { createClock } from '../../base/clock.ts'
import { withDatabase } from './with-database.ts'

type Options = { refused?: true; again?: true; limit: number; after?: string; source?: string }

/** `import`: takes in files and folders of deliveries, or lists what was refused. */
export function addDeliveryCommands(program: Command): void {
  program
    .command('import')
    .description(
      'import files and folders of MAGDA answers (XML) and NDJSON deliveries; exit code 0: all imported, 1: some refused, 2: a path was not found',
    )
    .argument('[paths...]', 'files or folders')
    .option('--again', 'apply deliveries again that were imported before, for example after an erasure or a corrected mapping')
    .option('--refused', 'list records that were refused or left out, and why')
    .option('--limit <count>', 'with --refused: maximum number of lines', parseLimit, 100)
    .option('--after <id>', 'with --refused: continue after this id')
    .option('--source <name>', 'with --refused: only from this source')
    .action(async (paths: string[], options: Options) => {
      if (options.refused === true) return listRefused(options)
      if (paths.length === 0) throw new Error('Give files or folders to import, or use --refused.')
      process.exitCode = await runImport(paths, options.again === true)
    })
}

async function runImport(paths: string[], again: boolean): Promise<number> {
  return withDatabase(async ({ config, database, vault }) => {
    const summary = await importPaths(paths, {
      database,
      vault,
      allowSynthetic: !config.production,
      clock: createClock(config.today),
      again,
      progress: createProgress(process.stderr, Date.now),
      log: (line) => console.error(line),
    })
    console.log(renderSummary(summary))
    return exitCodeOf(summary)
  })
}

async function listRefused({ limit, after, source }: Options): Promise<void> {
  await withDatabase(async ({ database }) => {
    const { refusals, next } = await listRefusals(database.prisma, { limit, after, source })
    if (refusals.length === 0) return console.log('Nothing was refused.')
    process.stdout.write(renderRefusals(refusals))
    if (next !== null) console.log(`more: npm run hub -- import --refused --after ${next}`)
  })
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new InvalidArgumentError('expected a whole number from 1 to 1000')
  return limit
}
