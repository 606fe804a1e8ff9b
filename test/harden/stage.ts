/** A hub as an operator starts it, who asks it, and what: the questions of the bench, with real tokens of many applications made beforehand. */

import { makeAsks } from '../../bench/setup/asks.ts'
import { type BenchIssuer, openIssuer } from '../../bench/setup/callers.ts'
import { settle } from '../../bench/setup/dataset.ts'
import { startFlags } from '../../bench/setup/processes.ts'
import { hubEncoder } from '../../bench/systems/hub/encode.ts'
import type { WireRequest } from '../../bench/systems/wire.ts'
import { loadConfig } from '../../src/base/config.ts'
import { buildMutant, ROOT } from '../mutants/build.ts'
import type { Patch } from '../mutants/mutant.ts'
import type { HubInProcess, ProofWorld } from '../mutants/world.ts'

/** A hub that lacks a guard. @property settings under which it does. @property patches of its sources. */
export type Canary = { settings?: Readonly<Record<string, string>>; patches?: readonly Patch[] }

export type Staged = { hub: HubInProcess; port: number; ask: Asks }

/** @property organisation of the consumer. @property persons whom the question is about, by id. */
export type Asked = { consumer: string; organisation: number; persons: readonly string[]; request: WireRequest }

/** Questions of the bench: Q1 is a dossier, Q2 a page of fifty. */
export type Asks = (name: 'Q1' | 'Q2') => Promise<Asked[]>

/** @param settings beside the defaults of the product. */
export async function onStage<T>(world: ProofWorld, { settings, patches }: Canary, play: (staged: Staged) => Promise<T>): Promise<T> {
  const issuer = await openIssuer()
  const build = patches === undefined ? { root: ROOT, remove: () => {} } : buildMutant({ name: 'canary', patches })
  try {
    // Settings of their own, if none: what suites get instead lets one consumer ask as much as can be answered.
    const options = { settings: settings ?? {}, issuer: issuer.url, flags: startFlags() }
    return await world.withHub(
      build.root,
      async (hub) => {
        await settle(hub.database)
        return await play({ hub, port: Number(new URL(hub.address).port), ask: asksOf(hub, issuer) })
      },
      options,
    )
  } finally {
    build.remove()
    await issuer.close()
  }
}

function asksOf({ pool }: HubInProcess, issuer: BenchIssuer): Asks {
  const encode = hubEncoder({ config: loadConfig({ NODE_ENV: 'test' }) })
  return async (name) =>
    (await makeAsks(pool, issuer, name)).map((ask) => {
      const { consumer, organisation } = ask.caller
      return { consumer, organisation, persons: ask.persons, request: encode(ask) }
    })
}
