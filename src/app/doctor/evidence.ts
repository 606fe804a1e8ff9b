/** Checks of keys and evidence: whose database it is, whether it is sealed, and whether the anchor file agrees. */
import { readFile } from 'node:fs/promises'
import type { Config } from '../../base/config.ts'
import { compareKeys } from '../../database/keys/installation.ts'
import { type Checkpoint, parseAnchor } from '../../evidence/sealing/checkpoint.ts'
import { findSigningKey } from '../../evidence/sealing/open-sealing.ts'
import { keyId } from '../../evidence/sealing/signing-key.ts'
import { type Check, type Examined, type Finding, fault, ok, warning } from './check.ts'
import { askAsOwner } from './postgres.ts'

export const EVIDENCE_CHECKS: readonly Check[] = [
  { name: 'master key', needs: 'DATABASE', examine: examineMasterKey },
  { name: 'signing key', needs: 'DATABASE', examine: (examined) => examineKey(examined, 'signing', 'AUDIT_SIGNING_KEY') },
  { name: 'anchor file', needs: 'DATABASE', examine: examineAnchors },
  { name: 'sealing', needs: 'DATABASE', examine: examineSealing },
]

async function examineKey({ config, url }: Examined, which: 'master' | 'signing', setting: string): Promise<Finding> {
  const keys = { ...config, signingKeyId: keyId(await findSigningKey(config)) }
  const { [which]: isOwn } = await compareKeys(url, keys).catch(unlessMissing({ master: null, signing: null }))
  if (isOwn === null) return ok('The database has none yet; the first start writes down which one it is.')
  if (isOwn) return ok('It is the one of this database.')
  return fault('It is another one than that of this database.', `Set ${setting} to the key with which this database was used.`)
}

/** A key of before that is still set is told apart: a leaked one would be accepted by a database that is put back. */
async function examineMasterKey(examined: Examined): Promise<Finding> {
  const { config } = examined
  const finding = await examineKey(examined, 'master', 'HUB_MASTER_KEY')
  if (finding.state !== 'OK' || config.previousMasterKey === undefined) return finding
  const alone = await examineKey({ ...examined, config: { ...config, previousMasterKey: undefined } }, 'master', 'HUB_MASTER_KEY')
  return alone.state === 'OK'
    ? warning('It is replaced, and the key of before is still set.', 'Remove HUB_MASTER_KEY_PREVIOUS from every hub.')
    : warning('The database still belongs to HUB_MASTER_KEY_PREVIOUS.', 'Run "hub rotate master-key" when every hub has both settings.')
}

/** A table that is not made yet is an answer too. */
function unlessMissing<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000' || error.code === '42704'))
      return otherwise
    throw error
  }
}

async function findLastBatch(url: string): Promise<{ number: number; checkpoint: string } | undefined> {
  const rows = await askAsOwner<{ number: number; checkpoint: string }>(
    url,
    'select number, checkpoint from audit.batch order by number desc limit 1',
  ).catch(unlessMissing([]))
  return rows[0]
}

async function examineAnchors({ config, url }: Examined): Promise<Finding> {
  // The file first: a batch is in the database before it is in the file.
  const anchored = await readLastAnchor(config)
  if (anchored === 'DAMAGED') return fault('It has a line that is not an anchor.', 'Restore it from a copy, and find out who changed it.')
  const last = await findLastBatch(url)
  const found = `The file has ${anchored?.checkpoint ?? 0} checkpoints, the database ${last?.number ?? 0}.`
  if ((anchored?.checkpoint ?? 0) > (last?.number ?? 0))
    return fault(
      found,
      'The database is older than its evidence: a backup was put back, or rows were removed. See "Keys" in docs/guides/evidence.md.',
    )
  return ok(found)
}

async function readLastAnchor({ auditAnchorFile }: Config): Promise<Checkpoint | 'DAMAGED' | undefined> {
  const text = await readFile(auditAnchorFile, 'utf8')
  // What follows the last line end is being written.
  const anchors = text.split('\n').slice(0, -1).map(parseAnchor)
  if (anchors.includes(undefined)) return 'DAMAGED'
  return anchors.findLast((anchor): anchor is Checkpoint => anchor !== undefined && 'checkpoint' in anchor)
}

async function examineSealing({ config, url }: Examined): Promise<Finding> {
  const last = await findLastBatch(url)
  const anchor = last === undefined ? undefined : parseAnchor(last.checkpoint)
  const [row] = await askAsOwner<{ seconds: number | null }>(
    url,
    'select extract(epoch from clock_timestamp() - min(at))::int as seconds from audit.data_use where at > $1::timestamptz',
    [anchor?.at ?? '-infinity'],
  ).catch(unlessMissing([]))
  const seconds = row?.seconds ?? null
  if (seconds === null) return ok('All evidence of use is sealed.')
  const found = `Evidence of use waits for its seal since ${seconds} s.`
  if (seconds * 1000 < config.auditSealMs * 3) return ok(found)
  const remedy = 'Start the hub, or run "hub evidence seal"; if it fails, its message says why.'
  return seconds * 1000 > config.auditGraceMs ? fault(found, remedy) : warning(found, remedy)
}
