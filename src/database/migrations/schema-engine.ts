/** Prisma's schema engine as WebAssembly: diffs and applies migrations without downloading a native engine. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { Pool } from 'pg'
import { connectionConfig, type Role } from '../connection.ts'
import { connectAdapter } from './script-adapter.ts'
import { connectToShadow } from './shadow-database.ts'

/** What the hub uses of the engine. */
export type Engine = Pick<SchemaEngine, 'applyMigrations' | 'diff'>
/** Database address and the role to act as; undefined: as the login itself. */
export type Access = { url: string; role: Role | undefined }

/** The generated binding, without its loader: that one needs a flag of Node that prints a warning. */
type Binding = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: object): void }
const BINDING = '@prisma/schema-engine-wasm/schema_engine_bg'

/** Node has it; TypeScript declares it with the browser's types only. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Record<string, unknown> } }>
}

/** Runs `work` with an engine on the database, over one connection that is closed afterwards. */
export async function withSchemaEngine<T>(access: Access, work: (engine: Engine) => Promise<T>): Promise<T> {
  const pool = openPool(access)
  try {
    const binding = await loadBinding()
    const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(pool, access))
    return await work(await binding.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter))
  } finally {
    await pool.end()
  }
}

/** The binding keeps its instance in the module, so a second one in the process would take over the memory of the first. */
const loading: { binding?: Promise<Binding> } = {}

function loadBinding(): Promise<Binding> {
  loading.binding ??= instantiate()
  return loading.binding
}

async function instantiate(): Promise<Binding> {
  const binding: Binding = await import(BINDING)
  const file = join(dirname(createRequire(import.meta.url).resolve(BINDING)), 'schema_engine_bg.wasm')
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': withoutLastingTimers(binding) })
  binding.__wbg_set_wasm(instance.exports)
  const { __wbindgen_start: start } = instance.exports
  if (typeof start === 'function') start()
  return binding
}

/** The engine never clears the timer of its lock: as it is, every command that migrates would stay for ten seconds. */
function withoutLastingTimers(binding: Binding): Record<string, unknown> {
  const setTimer = (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds >>> 0).unref()
  const imports = Object.entries(binding).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? setTimer : value])
  return Object.fromEntries(imports)
}

function adapterFactory(pool: Pool, access: Access): SqlMigrationAwareDriverAdapterFactory {
  const prisma = new PrismaPg(pool)
  return {
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    connect: () => connectAdapter(pool),
    connectToShadowDb: () => connectToShadow(pool, access.url, (url) => openPool({ ...access, url })),
  }
}

function openPool({ url, role }: Access): Pool {
  const pool = new Pool({ ...connectionConfig(url, role), max: 1 })
  // An idle connection that breaks is reported by the next statement.
  pool.on('error', () => {})
  return pool
}
