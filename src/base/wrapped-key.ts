/** A key that is kept beside what it protects: encrypted under another key (AES-256-GCM), and bound to its use, so that none is taken for another. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** What a kept key is for. DATA: numbers, ids and references derive from it. LOGIN: passwords of the logins of contracts do. */
type KeyUse = 'DATA' | 'LOGIN'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES)
}

/** @returns 12 bytes nonce, 16 bytes tag, and the key. */
export function wrapKey(key: Buffer, use: KeyUse, under: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(under), nonce).setAAD(Buffer.from(use))
  const body = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** @throws when it was wrapped under another key or for another use. */
export function unwrapKey(wrapped: Buffer, use: KeyUse, under: Buffer): Buffer {
  const nonce = wrapped.subarray(0, NONCE_BYTES)
  const tag = wrapped.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(under), nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(use)).setAuthTag(tag)
  return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}

function wrappingKey(under: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', under, 'doorstroom', 'key:wrap', KEY_BYTES))
}
