/** Checks of the settings: whether each is well formed, fits this machine, and what they make of the hub. */
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Config, ConfigError, loadConfig } from '../../base/config.ts'
import { findSettingProblems } from '../setting-problems.ts'
import { type Check, type Finding, fault, ok, warning } from './check.ts'

export const SETTING_CHECKS: readonly Check[] = [
  { name: 'settings', needs: 'NOTHING', examine: async (env) => examineSettings(env) },
  { name: 'folders and files', needs: 'SETTINGS', examine: examinePlaces },
  { name: 'free disk space', needs: 'SETTINGS', examine: examineSpace },
]

function examineSettings(env: NodeJS.ProcessEnv): Finding {
  try {
    const { modeTold } = loadConfig(env)
    if (modeTold.startsWith('INSECURE')) return warning(`${modeTold}.`, 'Remove HUB_INSECURE where data of real persons is.')
    return ok(`The hub is in ${modeTold}.`)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return fault(error.message, 'Correct these settings.')
  }
}

async function examinePlaces(config: Config): Promise<Finding> {
  const problems = await findSettingProblems(config)
  return problems.length === 0 ? ok('All can be used.') : fault(problems.join('\n'), 'Correct these settings, or the rights of this user.')
}

const MIB = 2 ** 20
/** Below these, evidence may soon not be written, or cannot be. Bytes. */
const LITTLE = 5_000 * MIB
const NONE = 500 * MIB

/** Of the disks of this machine; that of a database elsewhere cannot be known from here. */
async function examineSpace({ dataDir, auditAnchorFile }: Config): Promise<Finding> {
  const free = Math.min(...(await Promise.all([dataDir, dirname(auditAnchorFile)].map(freeBytes))))
  const found = `${Math.floor(free / MIB)} MiB are free for DATA_DIR and AUDIT_ANCHOR_FILE.`
  const remedy = 'Make room: evidence that cannot be written stops all answers.'
  if (free < NONE) return fault(found, remedy)
  return free < LITTLE ? warning(found, remedy) : ok(found)
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
