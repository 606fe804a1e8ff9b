/** Prisma's schema engine as WebAssembly: diffs and applies migrations without downloading a native engine. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { Pool } from 'pg'
import { connectionConfig, type Role, withDatabase } from './connection.ts'

/** The generated binding, without its loader: that one needs a flag of Node that prints a warning. */
type Binding = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: WebAssembly.Exports): void }
const BINDING = '@prisma/schema-engine-wasm/schema_engine_bg'

/** Database address and the role to act as; undefined: as the login itself. */
export type Access = { url: string; role: Role | undefined }

/** Runs `work` with an engine on the database, over one connection that is closed afterwards. */
export async function withSchemaEngine<T>(access: Access, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const pool = openPool(access)
  try {
    const binding = await loadBinding()
    const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(pool, access))
    return await work(await binding.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter))
  } finally {
    await pool.end()
  }
}

async function loadBinding(): Promise<Binding> {
  const binding: Binding = await import(BINDING)
  const folder = dirname(createRequire(import.meta.url).resolve(BINDING))
  const imports: WebAssembly.Imports = { './schema_engine_bg.js': { ...binding } }
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), imports)
  binding.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
  return binding
}

/** Prisma's adapter with a shadow database (an empty one beside it, to replay migrations in) that is closed before it is dropped. */
function adapterFactory(pool: Pool, access: Access): SqlMigrationAwareDriverAdapterFactory {
  const prisma = new PrismaPg(pool)
  return {
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    connect: () => prisma.connect(),
    connectToShadowDb: () => connectToShadow(pool, access),
  }
}

async function connectToShadow(pool: Pool, access: Access): Promise<SqlDriverAdapter> {
  const database = `doorstroom_shadow_${randomUUID().replaceAll('-', '')}`
  await pool.query(`create database ${database}`)
  const shadow = openPool({ ...access, url: withDatabase(access.url, database) })
  const adapter = await new PrismaPg(shadow).connect()
  adapter.dispose = async () => {
    await shadow.end()
    await pool.query(`drop database ${database}`)
  }
  return adapter
}

function openPool({ url, role }: Access): Pool {
  const pool = new Pool({ ...connectionConfig(url, role), max: 1 })
  // An idle connection that breaks is reported by the next statement.
  pool.on('error', () => {})
  return pool
}
