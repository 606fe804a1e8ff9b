/** Packages of the peers, which neither the hub nor its tests need: `bench/peers` has a lock file of its own. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SYSTEMS, type SystemName } from '../systems/system.ts'

const PEERS = resolve(import.meta.dirname, '../peers')

type Package = { version?: string; dependencies?: Record<string, string> }

/** @throws Error that says what to run, when a peer is to be measured and its packages are absent or of another version. */
export function assertPeersInstalled(systems: readonly SystemName[], folder = PEERS): void {
  if (!systems.some((name) => SYSTEMS[name].folder.startsWith('../peers/'))) return
  const { dependencies = {} } = readPackage(folder)
  const missing = Object.entries(dependencies).filter(([name, version]) => installedVersion(join(folder, 'node_modules', name)) !== version)
  if (missing.length === 0) return
  const names = missing.map(([name, version]) => `${name} ${version}`).join(', ')
  throw new Error(`not installed: ${names}. Run "npm ci --prefix bench/peers" first, or choose systems without peers with --systems.`)
}

function installedVersion(folder: string): string | undefined {
  try {
    return readPackage(folder).version
  } catch {
    return undefined
  }
}

function readPackage(folder: string): Package {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package
}
