/**
 * Keys of the hub and what they protect: INSZ at rest (AES-256-GCM), the index that finds it (HMAC), sector pseudonyms
 * (HMAC per sector) and cursors. One secret per use, derived from one key of the data, so that no two uses share a key.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import type { Insz } from './insz.ts'

/** Sectors in which a person has an id of its own. */
export const SECTORS = ['INTEGRATION', 'WORK', 'LOCAL'] as const
export type Sector = (typeof SECTORS)[number]

export type Vault = {
  /** Ciphertext: 12 bytes nonce, 16 bytes tag, 11 bytes number. */
  encryptInsz(insz: Insz): Buffer
  /** @throws when the bytes were not made with this key. */
  decryptInsz(sealed: Buffer): Insz
  /** Keyed hash by which an INSZ is found without being stored in the clear (32 bytes). */
  hashInsz(insz: Insz): Buffer
  /** Keyed hash of the hash of a document (32 bytes): who reads it cannot search for what the document says. @param hash hexadecimal. */
  hashDocument(hash: string): Buffer
  /** Id of a person in a sector, as a UUID (version 8): unguessable without the key (90 bits or more), and not to be joined with another sector's.
   *  @param personId the hub's own id, a UUID that nobody is given. */
  pseudonym(personId: string, sector: Sector): string
  /** Text that only this hub can read, and only together with what it was bound to. */
  sealText(text: string, boundTo: string): string
  /** @returns undefined when the text was changed, made by another key, or bound to something else. */
  openText(sealed: string, boundTo: string): string | undefined
}

/**
 * How much of the hub's own id leads the id of a sector. One sector may have its lists in the order of the hub's own rows, so that a page reads
 * neighbours; a second one could lay its lists beside those of the first (docs/decisions/0023).
 */
const LEADING_BYTES: Record<Sector, number> = { INTEGRATION: 4, WORK: 0, LOCAL: 0 }

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** @param dataKey at least 32 bytes; the database keeps it, wrapped by the master key. */
export function createVault(dataKey: Buffer): Vault {
  // Key objects are six times as fast to use as bytes, and stay outside JavaScript's memory.
  const derive = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, 'doorstroom', use, 32)))
  const inszKey = derive('insz:encrypt')
  const hashKey = derive('insz:hash')
  const textKey = derive('text:seal')
  const documentKey = derive('document:hash')
  const sectorKeys: Record<Sector, KeyObject> = { INTEGRATION: derive('hub:INT'), WORK: derive('hub:WORK'), LOCAL: derive('hub:LOCAL') }
  return {
    encryptInsz: (insz) => seal(inszKey, Buffer.from(insz, 'latin1')),
    decryptInsz: (sealed) => open(inszKey, sealed).toString('latin1') as Insz,
    hashInsz: (insz) => createHmac('sha256', hashKey).update(insz).digest(),
    hashDocument: (hash) => createHmac('sha256', documentKey).update(hash).digest(),
    pseudonym: (personId, sector) => {
      const leading = Buffer.from(personId.replaceAll('-', ''), 'hex').subarray(0, LEADING_BYTES[sector])
      return toUuid(Buffer.concat([leading, createHmac('sha256', sectorKeys[sector]).update(personId).digest()]))
    },
    sealText: (text, boundTo) => seal(textKey, Buffer.from(text), boundTo).toString('base64url'),
    openText: (sealed, boundTo) => {
      try {
        const bytes = Buffer.from(sealed, 'base64url')
        // One text per seal: decoding overlooks foreign characters and the last character's spare bits.
        return bytes.toString('base64url') === sealed ? open(textKey, bytes, boundTo).toString() : undefined
      } catch {
        return undefined
      }
    },
  }
}

/** What a database keeps to know the master key again: 32 bytes that tell nothing about it. */
export function masterKeyCheck(masterKey: Buffer): Buffer {
  const key = Buffer.from(hkdfSync('sha256', masterKey, 'doorstroom', 'master-key:check', 32))
  return createHmac('sha256', key).update('doorstroom').digest()
}

function seal(key: KeyObject, plain: Buffer, boundTo = ''): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function open(key: KeyObject, sealed: Buffer, boundTo = ''): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(boundTo)).setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}

/** First 16 bytes as a UUID with version 8 ("custom") and the RFC variant. */
function toUuid(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
