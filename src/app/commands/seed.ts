/** Command `hub seed`. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { createClock } from '../../base/clock.ts'
import { ON_EXISTING, type OnExisting } from '../../development/population/ledger.ts'
import { showProgress } from '../../development/population/progress.ts'
import { seedPopulation } from '../../development/population/seed.ts'
import { withDatabase } from './with-database.ts'

type Options = { persons: number; seed: number; onExisting: OnExisting }

/** `seed`: fills the database with a synthetic population. */
export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('load a synthetic population; the same seed, size and day give the same persons')
    .requiredOption('--persons <count>', 'number of persons', wholeNumber)
    .option('--seed <number>', 'seed', wholeNumber, 1)
    .addOption(
      new Option('--on-existing <choice>', 'what to do when the database already has persons').choices(ON_EXISTING).default('REFUSE'),
    )
    .action(async ({ persons, seed, onExisting }: Options) => {
      await withDatabase(async ({ config, database, vault }) => {
        if (config.production) throw new Error('Synthetic persons cannot be loaded in production.')
        const progress = showProgress(process.stderr, 'persons')
        const today = createClock(config.today).today()
        const { referenceDir } = config
        const wish = { database, vault, persons, seed, today, onExisting, referenceDir, progress: progress.report }
        const result = await seedPopulation(wish).finally(progress.stop)
        const rows = [...result.rows.values()].reduce((sum, count) => sum + count, 0)
        console.log(
          result.status === 'PRESENT'
            ? 'This population is already loaded; nothing changed.'
            : `${result.persons} persons, ${rows} rows in ${result.seconds.toFixed(1)} s`,
        )
      })
    })
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}
