/** Command `hub token`. */
import { type Command, Option } from 'commander'
import { loadConfig } from '../../base/config.ts'
import { PURPOSES, type Purpose } from '../../base/purpose.ts'
import { CONSUMERS } from '../../development/issuer/consumers.ts'
import { requestToken } from '../../development/issuer/request-token.ts'

type Options = { consumer: string; purpose?: Purpose; deliver?: true; person?: true | string }

/** `token`: asks the running development issuer for an access token and prints nothing else. */
export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('print an access token of the running development issuer')
    .addOption(
      new Option('--consumer <id>', 'application that requests the token').choices(CONSUMERS.map(({ id }) => id)).makeOptionMandatory(),
    )
    .addOption(new Option('--purpose <purpose>', 'purpose that the token grants').choices(PURPOSES).conflicts('deliver'))
    .addOption(new Option('--deliver', 'request a token for POST /deliveries instead, of an application that delivers'))
    .option('--person [id]', 'sign in as a fictional user of the application')
    .action(async ({ consumer, purpose, deliver, person }: Options) => {
      const use = deliver === true ? 'DELIVER' : purpose
      if (use === undefined) throw new Error('Give the purpose of the token (--purpose), or use --deliver.')
      const config = loadConfig(process.env)
      if (config.oidcIssuer !== undefined)
        throw new Error('This command works with the development issuer only. Request a token from your own issuer.')
      const issuer = `http://127.0.0.1:${config.issuerPort}`
      console.log(await requestToken({ issuer, dataDir: config.dataDir, consumer, purpose: use, asPerson: person ?? false }))
    })
}
