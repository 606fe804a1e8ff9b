/** What oidc-provider keeps between two requests: sessions, interactions, codes. In memory, since a restart may end a sign-in;
 *  access tokens are JWTs and are not kept at all. */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

type Entry = { payload: AdapterPayload; expiresAt: number }

/** More than a development machine has open at once; the oldest go first. */
const MAX_ENTRIES = 2_000

/** Factory whose adapters share one store, so that a provider built anew after a key rotation still knows its sessions. */
export function createMemoryAdapter(now: () => number = Date.now): AdapterFactory {
  const store = new Map<string, Entry>()
  return (model) => createAdapter(model, store, now)
}

function createAdapter(model: string, store: Map<string, Entry>, now: () => number): Adapter {
  const keyOf = (id: string) => `${model}:${id}`
  const get = (key: string) => {
    const entry = store.get(key)
    return entry !== undefined && entry.expiresAt > now() ? entry.payload : undefined
  }
  const findWhere = (property: 'uid' | 'userCode', value: string) => {
    for (const [key, { payload }] of store) if (key.startsWith(`${model}:`) && payload[property] === value) return get(key)
    return undefined
  }
  return {
    async upsert(id, payload, expiresIn) {
      store.delete(keyOf(id))
      store.set(keyOf(id), { payload, expiresAt: expiresIn === undefined ? Number.POSITIVE_INFINITY : now() + expiresIn * 1000 })
      const oldest = store.size > MAX_ENTRIES ? store.keys().next().value : undefined
      if (oldest !== undefined) store.delete(oldest)
    },
    find: async (id) => get(keyOf(id)),
    findByUid: async (uid) => findWhere('uid', uid),
    findByUserCode: async (userCode) => findWhere('userCode', userCode),
    async consume(id) {
      const payload = get(keyOf(id))
      if (payload !== undefined) payload.consumed = Math.floor(now() / 1000)
    },
    async destroy(id) {
      store.delete(keyOf(id))
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of store) if (payload.grantId === grantId) store.delete(key)
    },
  }
}
