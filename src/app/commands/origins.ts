/** Command `hub origins`. */
import { type Command, InvalidArgumentError } from 'commander'
import { addOrigins, listOrigins, parseOrigin, removeOrigins } from '../../access/identity/origin-store.ts'
import { withDatabase } from './with-database.ts'

/** `origins`: where the pages of a consumer come from that may read answers in a browser. */
export function addOriginCommands(program: Command): void {
  const origins = program.command('origins').description('origins of the browser pages of consumers; a consumer without one has none')
  withOrigins(origins.command('add'))
    .description('let pages of an origin read what this consumer is answered; known to every hub within ten seconds')
    .action(async (consumer: string, given: string[]) => {
      await withDatabase(({ database }) => addOrigins((...asked) => database.pool.query(...asked), consumer, given))
      console.log(`${consumer} has pages at ${given.join(', ')}`)
    })
  withOrigins(origins.command('remove'))
    .description('take an origin away again; known to every hub within ten seconds')
    .action(async (consumer: string, given: string[]) => {
      const removed = await withDatabase(({ database }) => removeOrigins((...asked) => database.pool.query(...asked), consumer, given))
      const unknown = given.filter((origin) => !removed.includes(origin))
      if (unknown.length > 0) throw new Error(`${consumer} has no pages at ${unknown.join(', ')}: npm run hub -- origins list`)
      console.log(`${consumer} has no pages at ${given.join(', ')} any longer`)
    })
  origins
    .command('list')
    .description('list consumers with their origins')
    .action(async () => {
      const registered = await withDatabase(({ database }) => listOrigins((...asked) => database.pool.query(...asked)))
      console.log(registered.map(({ consumer, origin }) => `${consumer}  ${origin}`).join('\n') || 'No consumer has pages.')
    })
}

function withOrigins(command: Command): Command {
  return command
    .argument('<consumer>', 'client identifier of the application')
    .argument('<origin...>', 'https://host[:port], exactly as a browser sends it', collectOrigins)
}

function collectOrigins(text: string, before: string[] = []): string[] {
  const origin = parseOrigin(text)
  if (origin === undefined)
    throw new InvalidArgumentError('expected https://host[:port], in lower case and without a path or a slash at the end')
  return [...before, origin]
}
