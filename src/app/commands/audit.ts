/** `verify`, `evidence` and `erase`: what the hub can prove about the use of data, and to whom. */
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { loadRegister } from '../../access/protocols/register.ts'
import type { Config } from '../../base/config.ts'
import { parseInsz } from '../../base/insz.ts'
import type { Vault } from '../../base/vault.ts'
import { openPool } from '../../database/client.ts'
import { ROLES } from '../../database/connection.ts'
import type { DataSubject } from '../../evidence/data-subject.ts'
import { erasePerson } from '../../evidence/retention/erase.ts'
import { findOrphans } from '../../evidence/retention/orphans.ts'
import { enforceRetention } from '../../evidence/retention/retain.ts'
import { createAnchorFile } from '../../evidence/sealing/anchor-file.ts'
import { parseAnchor } from '../../evidence/sealing/checkpoint.ts'
import { publicKeysFileOf, readPublicKeys } from '../../evidence/sealing/hand-over.ts'
import { findSigningKey } from '../../evidence/sealing/open-sealing.ts'
import { sealOnce } from '../../evidence/sealing/seal-pass.ts'
import { parsePublicKeys, publicKeyPem } from '../../evidence/sealing/signing-key.ts'
import { exportEvidence } from '../../evidence/verification/export-evidence.ts'
import { findProof, InclusionProof, verifyProof } from '../../evidence/verification/proof.ts'
import { renderVerdict, type VerificationVerdict } from '../../evidence/verification/verdict.ts'
import { verifyLive } from '../../evidence/verification/verify-live.ts'
import { verifyOffline } from '../../evidence/verification/verify-offline.ts'
import { onRecord, type Recorded, recordReading } from './on-record.ts'
import { type CommandParts, withDatabase } from './with-database.ts'

/** Adds the commands of evidence. */
export function addAuditCommands(program: Command): void {
  addVerify(program)
  const evidence = program.command('evidence').description('export evidence, prove one row, print the public key, seal, apply retention')
  addExport(evidence)
  addProof(evidence)
  addUpkeep(evidence)
  addErase(program)
  addOrphans(program)
}

type VerifyOptions = { export?: string; anchors?: string; publicKey?: string; atLeast?: string; json?: true }

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('verify the evidence of data use; exit code 0 only when every row is accounted for')
    .option('--export <file>', 'verify this export instead of the database (requires --anchors and --public-key; does not open a database)')
    .option('--anchors <file>', 'anchor file; default: the one in the settings')
    .option('--public-key <file>', 'public key in PEM form; default: that of the signing key in the settings, and those of before')
    .option('--at-least <file>', 'file with checkpoints that someone else holds, one a line: the evidence must contain them')
    .option('--json', 'print the verdict as JSON')
    .action(async (options: VerifyOptions) => {
      const verdict = options.export === undefined ? await verifyDatabase(options) : await verifyExport(options.export, options)
      console.log(options.json ? JSON.stringify(verdict) : renderVerdict(verdict))
      if (!verdict.ok) process.exitCode = 1
    })
}

async function verifyExport(exportFile: string, { anchors, publicKey, atLeast }: VerifyOptions): Promise<VerificationVerdict> {
  if (anchors === undefined || publicKey === undefined) throw new Error('To verify an export, give --anchors and --public-key.')
  const publicKeys = parsePublicKeys(await readFile(publicKey, 'utf8'))
  return await verifyOffline({ exportFile, anchorsFile: anchors, publicKeys, atLeast: await readHeld(atLeast) })
}

async function verifyDatabase({ anchors, publicKey, atLeast }: VerifyOptions): Promise<VerificationVerdict> {
  return await withDatabase(async ({ config, database }) => {
    const pem = publicKey === undefined ? await readOwnPublicKeys(config) : await readFile(publicKey, 'utf8')
    const text = await readAnchors(anchors ?? config.auditAnchorFile)
    const publicKeys = parsePublicKeys(pem)
    return await verifyLive({
      pool: database.pool,
      anchors: text,
      publicKeys,
      graceMs: config.auditGraceMs,
      atLeast: await readHeld(atLeast),
    })
  })
}

/** The key that signs now, and those that did before. */
async function readOwnPublicKeys(config: Config): Promise<string> {
  return publicKeyPem(await findSigningKey(config)) + (await readPublicKeys(publicKeysFileOf(config.auditAnchorFile)))
}

/** @throws when the file holds nothing: nothing would be compared. */
async function readHeld(file: string | undefined): Promise<string[]> {
  if (file === undefined) return []
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) throw new Error(`${file} holds no checkpoint.`)
  return lines
}

/** No file yet is an empty one: nothing was ever sealed. */
async function readAnchors(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
}

type ExportOptions = { out: string; anchorsOut: string } & Recorded

function addExport(evidence: Command): void {
  onRecord(evidence.command('export'))
    .description('write all evidence and its anchors to files that anyone with the public key can verify')
    .requiredOption('--out <file>', 'file for the evidence')
    .requiredOption('--anchors-out <file>', 'file for the anchors up to the last exported batch')
    .action(async ({ out, anchorsOut, ...by }: ExportOptions) => {
      await withDatabase(async ({ config, database }) => {
        await recordReading(database.pool, by, { command: 'evidence export', tables: ['audit'] })
        const { rows, batches } = await exportEvidence({ pool: database.pool, file: out })
        await writeFile(anchorsOut, anchorsUntil(await readAnchors(config.auditAnchorFile), batches))
        console.log(`${rows} rows in ${batches} batches`)
      })
    })
}

/** Anchors made after the export would speak of batches that it cannot have. */
function anchorsUntil(text: string, batches: number): string {
  const lines = text.split('\n').filter((line) => {
    const anchor = parseAnchor(line)
    return anchor !== undefined && ('checkpoint' in anchor ? anchor.checkpoint : anchor.tombstone) <= batches
  })
  return lines.map((line) => `${line}\n`).join('')
}

function addProof(evidence: Command): void {
  evidence
    .command('proof')
    .description('write the inclusion proof of one data-use row to standard output')
    .requiredOption('--data-use <id>', 'id of the row, from the field dataUse', wholeNumber)
    .action(async ({ dataUse }: { dataUse: number }) => {
      const proof = await withDatabase(({ database }) => findProof(database.pool, 'data_use', dataUse))
      if (proof === undefined) throw new Error(`No sealed data-use row with id ${dataUse} was found.`)
      console.log(JSON.stringify(proof))
    })
  evidence
    .command('check-proof')
    .description('verify an inclusion proof with only the public key, without a database')
    .requiredOption('--proof <file>', 'proof as written by "evidence proof"')
    .requiredOption('--public-key <file>', 'public key in PEM form')
    .action(async (options: { proof: string; publicKey: string }) => {
      const proof = InclusionProof.parse(JSON.parse(await readFile(options.proof, 'utf8')))
      const sealed = verifyProof(proof, parsePublicKeys(await readFile(options.publicKey, 'utf8')))
      console.log(sealed ? `Sealed: ${proof.row}` : 'This row was NOT sealed by the given key.')
      if (!sealed) process.exitCode = 1
    })
}

function addUpkeep(evidence: Command): void {
  evidence
    .command('public-key')
    .description('print the public key that verifies the seals, and those of before when it was replaced')
    .action(() => withDatabase(async ({ config }) => console.log((await readOwnPublicKeys(config)).trimEnd())))
  evidence
    .command('seal')
    .description('seal and anchor all evidence that is not sealed yet')
    .action(() => withDatabase(async (parts) => console.log(JSON.stringify(await sealNow(parts)))))
  evidence
    .command('retain')
    .description('delete sealed batches in which every row is past the retention period of its protocol, and old counts of refusals')
    .action(() =>
      withDatabase(async (parts) => {
        const retained = await retain(parts)
        await sealNow(parts)
        console.log(`${retained.rows} rows deleted in ${retained.batches} batches, and ${retained.refusals} counts of refusals`)
      }),
    )
}

async function sealNow({ config, database }: CommandParts) {
  const pool = openPool(database.url, ROLES.sealer, { connections: 1, statementTimeoutMs: 0 })
  const parts = { pool, signingKey: await findSigningKey(config), anchors: createAnchorFile(config.auditAnchorFile), now: () => new Date() }
  return await sealOnce(parts).finally(() => pool.end())
}

/** Kept when no protocol says how long: five years, the longest of the register's proposals. */
const DEFAULT_DAYS = 1825

async function retain({ config, database }: CommandParts) {
  const register = await loadRegister(config.protocolsDir, config)
  const days = new Map(register.map(({ protocol }) => [protocol.id, protocol.retention.days]))
  const pool = openPool(database.url, ROLES.owner, { connections: 1, statementTimeoutMs: 0 })
  const parts = { pool, signingKey: await findSigningKey(config), now: () => new Date(), defaultDays: DEFAULT_DAYS }
  return await enforceRetention({ ...parts, retentionDays: (protocol) => days.get(protocol) }).finally(() => pool.end())
}

type EraseOptions = { person?: string; insz?: true; actor: string; reason: string }

function addErase(program: Command): void {
  program
    .command('erase')
    .description('erase a person; the evidence of use remains, linked to a reference that no longer leads to the person')
    .option('--person <id>', 'id of the person in any sector (Newcomer.id)')
    .option('--insz', 'read the INSZ of the person from standard input, to keep it out of the shell history')
    .requiredOption('--actor <name>', 'office or login that gives the order; stored as evidence')
    .requiredOption('--reason <text>', 'reference of the decision, without personal data; stored as evidence')
    .action(async (options: EraseOptions) => {
      await withDatabase(async ({ config, database, vault }) => {
        const subject = await readSubject(options, vault, config)
        const erased = await erasePerson({ pool: database.pool, subject, actor: options.actor, reason: options.reason })
        if (erased === undefined) throw new Error('Person not found.')
        const rows = [...erased.rows.values()].reduce((sum, count) => sum + count, 0)
        console.log(`Erased: ${rows} rows. Evidence references, for the person to keep:\n${erased.references.join('\n')}`)
      })
    })
}

function addOrphans(program: Command): void {
  program
    .command('orphans')
    .description('search every table for rows about a person who is not there; exit code 1: there are some')
    .action(async () => {
      const found = await withDatabase(({ database }) => findOrphans(database.pool))
      console.log(
        found.length === 0
          ? 'Every row about a person has its person.'
          : found.map(({ table, rows }) => `${table}: ${rows} rows`).join('\n'),
      )
      if (found.length > 0) process.exitCode = 1
    })
}

async function readSubject({ person, insz }: EraseOptions, vault: Vault, config: { production: boolean }): Promise<DataSubject> {
  if (person !== undefined) return { by: 'NEWCOMER_ID', newcomerId: person }
  if (insz === undefined) throw new Error('Identify the person with --person, or with --insz and the number on standard input.')
  const [line = ''] = (await createInterface(process.stdin)[Symbol.asyncIterator]().next()).value?.split('\n') ?? []
  const number = parseInsz(line.trim(), { allowSynthetic: !config.production })
  if (number === undefined) throw new Error('Standard input does not contain a valid INSZ.')
  return { by: 'INSZ', inszHash: vault.hashInsz(number) }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}
