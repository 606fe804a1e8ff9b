/** Command line of the example clients: the hub's address, their own options, and errors that say what to do. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { createHubClient, type HubClient, HubError } from './hub-client.ts'
import { tokensFromEnvironment } from './hub-token.ts'

export type Options = Record<string, string | undefined>

/** Runs a client with the options that it names and with credentials from the environment. Exit code 1 when the hub refuses. */
export async function runClient(names: readonly string[], main: (hub: HubClient, options: Options) => Promise<void>): Promise<void> {
  try {
    const options = readOptions(names)
    const tokenFor = tokensFromEnvironment(process.env)
    await main(createHubClient({ hub: options.hub ?? 'http://127.0.0.1:4000', tokenFor }), options)
  } catch (error) {
    console.error(explain(error))
    process.exitCode = 1
  }
}

function readOptions(names: readonly string[]): Options {
  const declared: ParseArgsConfig['options'] = Object.fromEntries(['hub', ...names].map((name) => [name, { type: 'string' }]))
  return parseArgs({ options: declared, strict: true }).values as Options
}

function explain(error: unknown): string {
  if (!(error instanceof HubError)) return error instanceof Error ? error.message : String(error)
  const granted = error.purposes.length > 0 ? ` Granted for: ${error.purposes.join(', ')}.` : ''
  return `${error.code}: ${error.message}${granted}`
}
