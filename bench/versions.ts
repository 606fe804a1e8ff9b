/** Versions of what was measured, from the lock file. */
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

export function versionsOf(systems: readonly SystemName[]): Record<string, string> {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, { version?: string } | undefined>
  }
  const names = new Set(systems.flatMap((system) => PACKAGES[system] ?? []))
  return Object.fromEntries([...names].map((name) => [name, lock.packages[`node_modules/${name}`]?.version ?? 'unknown']))
}
