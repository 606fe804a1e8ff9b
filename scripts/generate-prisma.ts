/** Generates the Prisma client. Prints its output only on failure, as npm does for a script. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const prisma = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build', 'index.js')
const env = {
  ...process.env,
  // Generating needs no engine, but Prisma downloads one unless told where it is: any file will do.
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
}

const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate', '--no-hints'], { env, encoding: 'utf8' })
if (status !== 0) console.error(`${stdout}${stderr}\ngenerating the Prisma client from prisma/schema failed`)
process.exitCode = status ?? 1
