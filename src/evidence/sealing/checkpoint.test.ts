import { createPrivateKey, createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { GENESIS, hashCheckpoint, isSigned, parseAnchor, signAnchor } from './checkpoint.ts'
import { keyId } from './signing-key.ts'

/** Private key of 32 bytes 7, in PKCS 8. */
const KEY = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
})
const root = 'A'.repeat(43)
const at = '2026-11-23T09:30:00.000Z'

/** Signed by a hub of November 2026: these lines stand in anchor files, and must come out and be read the same for ever. */
const CHECKPOINT = `{"checkpoint":1,"rows":3,"root":"${root}","previous":"oPW17PvYz3Q85XfVnGieNI2H3dkWAsdwiAWHRYOH9Dg","at":"${at}","key":"324be2dea8bc4446","signature":"lmOGM1ktwh65Vn0EsfwhJTUZAgJy3DUleGCP59WSspIhkoZmPnnphkcsvaB-JnESUnNOvNTPCzTGhMKAQAC4AA"}`
const TOMBSTONE = `{"tombstone":1,"rows":3,"root":"${root}","at":"${at}","key":"324be2dea8bc4446","signature":"V_aKJXx3czX02okCmXzvL22vmReWofJwdZL4Qs2QV29N3SAWgbC9SnxcCOLZc2zJjCfBj72pXZJIMUutH4BMAw"}`

test('an anchor is signed as an earlier version of the hub signed it, whatever the order of its members', () => {
  expect(signAnchor({ checkpoint: 1, rows: 3, root, previous: GENESIS, at }, KEY)).toBe(CHECKPOINT)
  expect(signAnchor({ at, previous: GENESIS, root, rows: 3, checkpoint: 1 }, KEY)).toBe(CHECKPOINT)
  expect(signAnchor({ tombstone: 1, rows: 3, root, at }, KEY)).toBe(TOMBSTONE)
  expect(hashCheckpoint(CHECKPOINT)).toBe('UEKoOL2Mvl-ddciKvWG0pNFDab9NgI-txxiFTOyfeO0')
})

test.each([CHECKPOINT, TOMBSTONE])('an anchor that an earlier version wrote is read, and its signature counts', (line) => {
  const anchor = parseAnchor(line)
  expect(anchor && isSigned(anchor, new Map([[keyId(KEY), createPublicKey(KEY)]]))).toBe(true)
  // The same values in another spelling are not an anchor.
  expect(parseAnchor(line.replace('"rows":3,', '"rows": 3,'))).toBeUndefined()
  expect(parseAnchor(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse())))).toBeUndefined()
})
