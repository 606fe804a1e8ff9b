/** Runner for the programs of PostgreSQL. */
import { execFile } from 'node:child_process'
import type { Runner } from './postgres-user.ts'

/**
 * Runs a program of PostgreSQL to its end, with an environment of its own: the hub's holds keys.
 * @throws with what the program said.
 */
export function runProgram(runner: Runner, program: string, args: readonly string[]): Promise<void> {
  const [command = program, ...words] = [...runner.prefix, program, ...args]
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  return new Promise((resolve, reject) => {
    execFile(command, words, { ...runner.spawnAs, env, cwd: '/' }, (error, stdout, stderr) => {
      if (error === null) resolve()
      else reject(new Error(`${program} failed: ${(stderr || stdout || error.message).trim()}`))
    })
  })
}
