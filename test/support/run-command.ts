/** A command of the hub as an operator runs it: in a process of its own, against a real database. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** @property errors lines of standard error, without what the database says when it is opened. */
export type Ran = { code: number | null; out: string; errors: string[] }

type RunOptions = { env?: Record<string, string>; input?: string }

/** @param url of the database. @param given words after `hub`. */
export async function runCommand(url: string, given: readonly string[], { env = {}, input = '' }: RunOptions = {}): Promise<Ran> {
  const settings = { NODE_ENV: 'test', HUB_INSECURE: 'FICTIONAL_DATA_ONLY', DATABASE_URL: url, ...env }
  const child = spawn(process.execPath, [CLI, ...given], { env: { ...process.env, ...settings } })
  let [out, error] = ['', '']
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    error += bytes.toString()
  })
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, errors: error.split('\n').filter((line) => line !== '' && !line.startsWith('reference data: ')) }
}
