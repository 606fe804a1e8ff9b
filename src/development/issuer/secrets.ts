/**
 * Secrets of the development issuer, made at its first start and kept in the data folder for its owner only (0600): tokens
 * survive a restart, and no secret stands in the code. Who can read the file can ask for tokens, nobody else.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { z } from 'zod'
import type { ClientProof, Consumer } from './consumers.ts'

/** Private JSON Web Key; the members depend on the kind of key. */
const PrivateJwk = z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string(), d: z.string() })
export type PrivateJwk = z.infer<typeof PrivateJwk>

const ClientSecret = z.object({ secret: z.string().optional(), key: PrivateJwk.optional() })

export const IssuerSecrets = z.object({
  /** First one signs; the others are still published, so that what they signed stays valid. */
  signingKeys: z.array(PrivateJwk).min(1),
  cookieKey: z.string(),
  clients: z.record(z.string(), ClientSecret),
})
export type IssuerSecrets = z.infer<typeof IssuerSecrets>

/** Most keys published at a time. */
const KEPT_KEYS = 2

/** @returns the secrets of this data folder, with what is missing (all, at the first start) made and kept. */
export async function openSecrets(dataDir: string, consumers: readonly Consumer[]): Promise<IssuerSecrets> {
  const found = await readSecrets(dataDir)
  const clients = { ...found?.clients }
  for (const { id, proof } of consumers) clients[id] ??= await createClientSecret(proof)
  const secrets = {
    signingKeys: found?.signingKeys ?? [await createKey('RS256')],
    cookieKey: found?.cookieKey ?? randomBytes(32).toString('base64url'),
    clients,
  }
  await writeSecrets(dataDir, secrets)
  return secrets
}

/** @returns undefined when the issuer never ran on this folder.
 *  @throws when the file is damaged: deleting it makes new secrets and ends every token. */
export async function readSecrets(dataDir: string): Promise<IssuerSecrets | undefined> {
  const path = secretsPath(dataDir)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
  try {
    return IssuerSecrets.parse(JSON.parse(text))
  } catch {
    // Without the cause: a parser's message can quote what it read.
    throw new Error(`${path} is damaged. Delete it and start again: new keys are created, and existing tokens become invalid.`)
  }
}

/** New signing key in front; the previous one stays published. */
export async function rotateSigningKey(dataDir: string, secrets: IssuerSecrets): Promise<IssuerSecrets> {
  const rotated = { ...secrets, signingKeys: [await createKey('RS256'), ...secrets.signingKeys].slice(0, KEPT_KEYS) }
  await writeSecrets(dataDir, rotated)
  return rotated
}

async function createClientSecret(proof: ClientProof): Promise<z.infer<typeof ClientSecret>> {
  if (proof === 'NONE') return {}
  return proof === 'SECRET' ? { secret: randomBytes(32).toString('base64url') } : { key: await createKey('ES256') }
}

async function createKey(alg: 'RS256' | 'ES256'): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return PrivateJwk.parse({ ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) })
}

/** Written beside and renamed, so that a stop in the middle leaves the old file whole. */
async function writeSecrets(dataDir: string, secrets: IssuerSecrets): Promise<void> {
  const path = secretsPath(dataDir)
  await mkdir(join(dataDir, 'issuer'), { recursive: true, mode: 0o700 })
  await writeFile(`${path}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  await chmod(`${path}.new`, 0o600)
  await rename(`${path}.new`, path)
}

function secretsPath(dataDir: string): string {
  return join(dataDir, 'issuer', 'secrets.json')
}
