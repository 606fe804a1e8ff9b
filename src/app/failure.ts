/** How a process of the hub ends that cannot go on: what it says, without a stack and without a value of a setting, and its exit code. */
import { type Config, ConfigError } from '../base/config.ts'
import { describeConnectFailure } from '../database/address-problem.ts'

/** As sysexits.h has it: the settings are wrong, and starting again does not help. */
const WRONG_SETTING = 78

export type Failure = { message: string; exitCode: number }

type Listening = Pick<Config, 'host' | 'port' | 'metricsPort'>

/** @param config the settings, once they are read. */
export function describeFailure(error: unknown, config?: Listening): Failure {
  if (error instanceof ConfigError) return { message: error.message, exitCode: WRONG_SETTING }
  const listening = describeListening(error, config)
  if (listening !== undefined) return { message: listening, exitCode: WRONG_SETTING }
  const connecting = describeConnectFailure(error)
  if (connecting !== undefined) return { message: `DATABASE_URL: ${connecting}`, exitCode: 1 }
  return { message: messageOf(error), exitCode: 1 }
}

/** An address that cannot be listened on, by the setting that names it. */
function describeListening(error: unknown, config: Listening | undefined): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined
  const isNameOfHost = error.syscall === 'getaddrinfo' && 'hostname' in error && error.hostname === config?.host
  if (error.syscall !== 'listen' && !isNameOfHost) return undefined
  const port = 'port' in error && error.port === config?.metricsPort && error.port !== config?.port ? 'METRICS_PORT' : 'PORT'
  if (error.code === 'EADDRINUSE') return `${port}: must be a port that no other program uses`
  if (error.code === 'EACCES') return `${port}: must be a port that this user may use; those below 1024 often are not`
  return 'HOST: must be an address of this machine'
}

/** One line about an error, which is never empty. */
export function messageOf(error: unknown): string {
  // What the file system says repeats the path.
  if (error instanceof Error && 'path' in error && 'syscall' in error) return `A file or folder cannot be used (${codeOf(error)}).`
  if (error instanceof Error && error.message !== '') return error.message
  return `The hub cannot go on, for a reason that it does not know (${codeOf(error)}).`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no code'
}
