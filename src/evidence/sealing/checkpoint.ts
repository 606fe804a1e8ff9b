/**
 * Lines of the anchor file. A checkpoint seals one batch and names the hash of the checkpoint before it, so that each covers all
 * earlier ones; a tombstone says that the rows of a batch were deleted because their retention ended. Both are signed.
 */
import { hash, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { keyId } from './signing-key.ts'

const Digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const Signed = { at: z.iso.datetime(), key: z.string().regex(/^[0-9a-f]{16}$/), signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/) }

const Checkpoint = z.strictObject({
  checkpoint: z.int().positive(),
  rows: z.int().positive(),
  root: Digest,
  previous: Digest,
  ...Signed,
})
const Tombstone = z.strictObject({
  tombstone: z.int().positive(),
  rows: z.int().positive(),
  root: Digest,
  days: z.int().positive().optional(),
  ...Signed,
})

/** @property checkpoint number of the batch, from 1 without gaps. @property root of its tree. @property previous hash of the line before it. @property days that the rows of a
 *  batch had to be kept; absent in tombstones from before they said it. */
export type Checkpoint = z.infer<typeof Checkpoint>
export type Tombstone = z.infer<typeof Tombstone>
export type Anchor = Checkpoint | Tombstone

/** What the first checkpoint names as the one before it. */
export const GENESIS = hash('sha256', 'doorstroom evidence', 'base64url')

/** Hash by which a checkpoint names the one before it. */
export function hashCheckpoint(line: string): string {
  return hash('sha256', line, 'base64url')
}

type Unsigned = Omit<Checkpoint, 'signature'> | Omit<Tombstone, 'signature'>

/** Signs an anchor. @returns its line, without line end. */
export function signAnchor(
  content: Omit<Checkpoint, 'key' | 'signature'> | Omit<Tombstone, 'key' | 'signature'>,
  signingKey: KeyObject,
): string {
  const anchor: Unsigned = { ...content, key: keyId(signingKey) }
  return lineOf(anchor, sign(null, toBeSigned(anchor), signingKey).toString('base64url'))
}

/** In a domain of its own, so that a signature made for anything else is none here. */
function toBeSigned(anchor: Unsigned): Buffer {
  return Buffer.from(`doorstroom anchor v1\n${lineOf(anchor)}`)
}

/** Text of an anchor. Its members have one order, which signatures rest on. */
function lineOf(anchor: Unsigned, signature?: string): string {
  const { at, key, rows, root } = anchor
  const sealed =
    'checkpoint' in anchor
      ? { checkpoint: anchor.checkpoint, rows, root, previous: anchor.previous }
      : { tombstone: anchor.tombstone, rows, root, days: anchor.days }
  return JSON.stringify({ ...sealed, at, key, signature })
}

/** Reads a line strictly: other fields, another order or other spelling of the same values is no anchor.
 *  @returns undefined when it is none. */
export function parseAnchor(line: string): Anchor | undefined {
  try {
    const parsed = z.union([Checkpoint, Tombstone]).parse(JSON.parse(line))
    return lineOf(parsed, parsed.signature) === line ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Whether one of the keys signed the anchor. */
export function isSigned(anchor: Anchor, keys: ReadonlyMap<string, KeyObject>): boolean {
  const key = keys.get(anchor.key)
  return key !== undefined && verify(null, toBeSigned(anchor), key, Buffer.from(anchor.signature, 'base64url'))
}
