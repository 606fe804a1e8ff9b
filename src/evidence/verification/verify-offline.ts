/** Verifies an export against the anchor file: no database, only the public key. */
import type { KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { readLineKey } from '../evidence-rows.ts'
import type { Leaf } from '../sealing/leaves.ts'
import { hashLeaf } from '../sealing/merkle.ts'
import { ProblemList, type VerificationVerdict } from './verdict.ts'
import { type Anchors, verifyAnchors } from './verify-anchors.ts'
import { verifyLeaves } from './verify-batch.ts'

export type OfflineParts = {
  exportFile: string
  anchorsFile: string
  publicKeys: ReadonlyMap<string, KeyObject>
  atLeast?: readonly string[]
}

/** @returns ok only when the export holds exactly what was anchored. Reads the file in one pass. */
export async function verifyOffline({ exportFile, anchorsFile, publicKeys, atLeast = [] }: OfflineParts): Promise<VerificationVerdict> {
  const problems = new ProblemList()
  const anchors = verifyAnchors(await readFile(anchorsFile, 'utf8'), publicKeys, problems, { atLeast })
  const reader = createExportReader(anchors, problems)
  await eachLine(exportFile, reader.take)
  const { rows, batches, deleted } = reader.end()
  return { ok: problems.clean, rows, batches, deleted, pending: 0, problems: problems.kept }
}

/** Hands over every line without its end; a last line without one as it is. Lines of a chunk in one go: waiting for each of a million costs more than hashing it. */
async function eachLine(file: string, take: (line: Buffer) => void): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = bytes.indexOf(0x0a, start); end !== -1; end = bytes.indexOf(0x0a, start)) {
      take(bytes.subarray(start, end))
      start = end + 1
    }
    rest = Buffer.from(bytes.subarray(start))
  }
  if (rest.length > 0) take(rest)
}

const OPEN_BRACKET = 0x5b

function createExportReader(anchors: Anchors, problems: ProblemList) {
  let batch = 0
  let leaves: readonly Leaf[] = []
  let place = 0
  let [rows, deleted] = [0, 0]
  let stage: 'START' | 'BATCHES' | 'UNSEALED' | 'END' = 'START'

  const missing = ({ table, id }: Leaf) => problems.add('ROW_MISSING', 'was sealed but is missing', { batch, table, id })
  const finishBatch = () => {
    for (const leaf of leaves.slice(place)) missing(leaf)
    leaves = []
    place = 0
  }

  function takeRow(line: Buffer): void {
    const hash = hashLeaf(line)
    const expected = leaves[place]
    if (stage === 'BATCHES' && expected?.hash.equals(hash) === true) {
      place += 1
      rows += 1
      return
    }
    const key = readLineKey(line.subarray(0, 64).toString())
    const found = leaves.findIndex(({ table, id }, index) => index >= place && table === key?.table && id === key.id)
    if (key === undefined || found === -1) {
      problems.add(key === undefined ? 'ROW_UNREADABLE' : 'ROW_INSERTED', 'is not in any batch', { batch, ...key })
      return
    }
    for (const leaf of leaves.slice(place, found)) missing(leaf)
    place = found + 1
    if (leaves[found]?.hash.equals(hash) !== true) problems.add('ROW_CHANGED', 'differs from the sealed row', { batch, ...key })
  }

  function takeMark(line: string): void {
    finishBatch()
    const next = anchors.checkpoints[batch]?.checkpoint
    if (stage === 'BATCHES' && next !== undefined && line.startsWith(`{"batch":${next.checkpoint},"leaves":`)) {
      batch = next.checkpoint
      takeBatch(line, next)
      return
    }
    const expected =
      stage === 'START'
        ? /^\{"evidence":"doorstroom","version":1,"batches":\d+\}$/
        : stage === 'BATCHES'
          ? /^\{"unsealed":true\}$/
          : /^\{"end":\d+\}$/
    if (!expected.test(line) || stage === 'END') problems.add('BATCH_CHANGED', 'the export has a line in the wrong place', { batch })
    stage = stage === 'START' ? 'BATCHES' : stage === 'BATCHES' ? 'UNSEALED' : 'END'
  }

  function takeBatch(line: string, next: Anchors['checkpoints'][number]['checkpoint']): void {
    const encoded = /^\{"batch":\d+,"leaves":(?:"([A-Za-z0-9+/=]*)"|null)\}$/.exec(line)?.[1]
    if (anchors.tombstones.has(batch)) deleted += next.rows
    else leaves = verifyLeaves(encoded === undefined ? undefined : Buffer.from(encoded, 'base64'), next, problems) ?? []
  }

  return {
    take: (line: Buffer) => (line[0] === OPEN_BRACKET ? takeRow(line) : takeMark(line.toString())),
    end: () => {
      finishBatch()
      for (const { checkpoint } of anchors.checkpoints.slice(batch))
        problems.add('BATCH_MISSING', `${checkpoint.rows} rows were anchored but are not in the export`, { batch: checkpoint.checkpoint })
      if (stage !== 'END') problems.add('BATCH_MISSING', 'the export ends before its last line')
      return { rows, deleted, batches: batch }
    },
  }
}
