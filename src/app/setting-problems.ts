/** Settings that are well formed and do not fit this machine: folders and files that cannot be used. */
import { constants } from 'node:fs'
import { access, mkdir, open, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../base/config.ts'

type Places = Pick<Config, 'protocolsDir' | 'incentivesDir' | 'referenceDir' | 'dataDir' | 'auditAnchorFile'>

/** @returns one line for each, as ConfigError has them; none when all can be used. */
export async function findSettingProblems(config: Places): Promise<string[]> {
  const problems = await Promise.all([
    problemOf('PROTOCOLS_DIR', 'a folder that this user may read', () => readdir(config.protocolsDir)),
    problemOf('INCENTIVES_DIR', 'a folder that this user may read', () => readdir(config.incentivesDir)),
    problemOf('REFERENCE_DIR', 'a folder that this user may read', () => readdir(config.referenceDir)),
    problemOf('DATA_DIR', 'a folder that this user may make and write to', () => makeWritable(config.dataDir)),
  ])
  if (problems.flat().length > 0) return problems.flat()
  // By default in the data folder, which is told first.
  return await problemOf('AUDIT_ANCHOR_FILE', 'a file that this user may make and add to', () => openToAdd(config.auditAnchorFile))
}

async function problemOf(name: string, expected: string, use: () => Promise<unknown>): Promise<string[]> {
  return await use().then(
    () => [],
    (error: NodeJS.ErrnoException) => [`${name}: must be ${expected} (${error.code ?? 'unknown'})`],
  )
}

async function makeWritable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 })
  await access(folder, constants.W_OK)
}

async function openToAdd(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await (await open(file, 'a', 0o600)).close()
}
