/** Versions of what was measured, from the lock files of the hub and of its peers. */
import { readFileSync } from 'node:fs'
import type { SystemName } from './systems/system.ts'

const HUB = ['@apollo/server', 'fastify', 'graphql', 'pg']

const PACKAGES: Partial<Record<SystemName, readonly string[]>> = {
  hub: HUB,
  L: ['pg'],
  P: ['postgraphile', 'pg', 'graphql'],
  card: ['@apollo/server', '@pothos/core', '@prisma/client', 'dataloader', 'graphql-shield'],
  mercurius: ['mercurius', 'mercurius-auth', 'fastify'],
  yoga: ['graphql-yoga', '@envelop/core', '@envelop/generic-auth', '@envelop/operation-field-permissions', 'dataloader'],
}

type Lock = { packages: Record<string, { version?: string } | undefined> }

/** What both bring has one version (`test/docs.test.ts`). */
const LOCK_FILES = ['../package-lock.json', 'peers/package-lock.json']

export function versionsOf(systems: readonly SystemName[]): Record<string, string> {
  const locks = LOCK_FILES.map((path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Lock)
  const versionOf = (name: string) => locks.map(({ packages }) => packages[`node_modules/${name}`]?.version).find(Boolean)
  const names = new Set(systems.flatMap((system) => PACKAGES[system] ?? []))
  return Object.fromEntries([...names].map((name) => [name, versionOf(name) ?? 'unknown']))
}
