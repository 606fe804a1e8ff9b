/** Ed25519 keys of the seals: the private one signs checkpoints in the hub, the public one is all that a verifier needs. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** @param text PKCS#8 as base64 (DER) or PEM. @throws when it is no Ed25519 private key; the message does not repeat it. */
export function parseSigningKey(text: string): KeyObject {
  const key = text.includes('-----BEGIN')
    ? createPrivateKey(text)
    : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the signing key must be an Ed25519 key')
  return key
}

/** Key of a development hub: made at the first start and kept in the data folder for its owner only. */
export async function openSigningKey(file: string): Promise<KeyObject> {
  try {
    return parseSigningKey(await readFile(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw new Error(`${file} does not contain an Ed25519 key`)
  }
  const { privateKey } = generateKeyPairSync('ed25519')
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' })
    return privateKey
  } catch (error) {
    // Another process of the same folder was first.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return await openSigningKey(file)
    throw error
  }
}

/** Public key to hand to verifiers, as PEM. */
export function publicKeyPem(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString()
}

/** Keys of a PEM file, by key id; several when the key was replaced over time. */
export function parsePublicKeys(pem: string): ReadonlyMap<string, KeyObject> {
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[\s\S]*?-----END PUBLIC KEY-----/g) ?? []
  if (blocks.length === 0) throw new Error('the public key is not in PEM form')
  return new Map(blocks.map((block) => createPublicKey(block)).map((key) => [keyId(key), key]))
}

/** Name of a key: first 16 hexadecimal digits of the SHA-256 of its public part. */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16)
}
