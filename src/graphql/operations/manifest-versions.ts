/**
 * Versions of the manifests of consumers. A new one ends none at once: clients of the version before it run on while a rollout lasts,
 * until a day or until it is withdrawn. What a version names is let go when it ends; its number is never given again.
 */
import { addDays, brusselsDay } from '../../base/day.ts'
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import type { ManifestOperation } from './manifest.ts'

/** Whose manifest it is, and for which contract. */
export type ManifestOwner = { consumer: string; contract: string }

/** A version that stands. @property registeredOn day in Belgium. @property validUntil first day on which it stands no longer; null while no end is known.
 *  @property hashes of its documents. */
export type ManifestVersion = ManifestOwner & {
  version: number
  registeredOn: string
  validUntil: string | null
  hashes: readonly string[]
}

/** Days for which the versions before a new one go on standing, unless something else is asked. */
export const STANDING_DAYS = 30

type Transaction = Prisma.TransactionClient

/** @property today day in Belgium (YYYY-MM-DD). @property standingDays how long the versions before go on standing; one that ends earlier still does. */
type RegisterOptions = { today: string; standingDays?: number }

/**
 * Makes a manifest the newest version of a consumer under a contract, unless the newest one that stands has the same operations and no end.
 * @returns its number, and whether it is new.
 */
export async function registerManifest(
  prisma: PrismaClient,
  owner: ManifestOwner,
  operations: readonly ManifestOperation[],
  { today, standingDays = STANDING_DAYS }: RegisterOptions,
): Promise<{ version: number; isNew: boolean }> {
  return inTurn(prisma, async (transaction) => {
    const newest = (await listStanding(transaction, today, owner)).at(0)
    const hashes = new Set(operations.map(({ hash }) => hash))
    if (newest !== undefined && newest.validUntil === null && isSame(hashes, newest.hashes))
      return { version: newest.version, isNew: false }
    const version = (await lastNumber(transaction, owner)) + 1
    await endBefore(transaction, { ...owner, version }, addDays(today, standingDays))
    await transaction.manifestVersion.create({ data: { ...owner, version } })
    await transaction.registeredOperation.createMany({
      data: operations.map((operation) => ({ ...owner, ...operation })),
      skipDuplicates: true,
    })
    await transaction.manifestOperation.createMany({ data: [...hashes].map((hash) => ({ ...owner, version, hash })) })
    await letGo(transaction, today)
    return { version, isNew: true }
  })
}

/**
 * Ends a version on a day, today at the earliest: its documents that no other version names which stands are unknown from then on.
 * @returns undefined when no such version stands.
 */
export async function withdrawManifest(
  prisma: PrismaClient,
  { consumer, contract, version }: ManifestOwner & { version: number },
  { today, on }: { today: string; on: string },
): Promise<ManifestVersion | undefined> {
  return inTurn(prisma, async (transaction) => {
    const found = (await listStanding(transaction, today, { consumer, contract })).find((each) => each.version === version)
    if (found === undefined) return undefined
    await transaction.manifestVersion.updateMany({ where: { consumer, contract, version }, data: { validUntil: toDate(on) } })
    await letGo(transaction, today)
    return { ...found, validUntil: on }
  })
}

/** Versions that stand on a day: of everybody, or of one owner. Of each owner, the newest comes first. */
export async function listStanding(
  prisma: PrismaClient | Transaction,
  today: string,
  owner: Partial<ManifestOwner> = {},
): Promise<ManifestVersion[]> {
  const rows = await prisma.manifestVersion.findMany({
    where: { ...owner, ...standsOn(today) },
    include: { operations: { select: { hash: true }, orderBy: { hash: 'asc' } } },
    orderBy: [{ consumer: 'asc' }, { contract: 'asc' }, { version: 'desc' }],
  })
  return rows.map(({ registeredAt, validUntil, operations, ...row }) => ({
    ...row,
    registeredOn: brusselsDay(registeredAt),
    validUntil: validUntil === null ? null : brusselsDay(validUntil),
    hashes: operations.map(({ hash }) => hash),
  }))
}

/** Which versions stand on a day. */
export function standsOn(today: string): Prisma.ManifestVersionWhereInput {
  return { OR: [{ validUntil: null }, { validUntil: { gt: toDate(today) } }] }
}

/** One registration at a time: two would take the same number. */
async function inTurn<T>(prisma: PrismaClient, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`lock table directory.manifest_version in share row exclusive mode`
    return work(transaction)
  })
}

async function lastNumber(transaction: Transaction, owner: ManifestOwner): Promise<number> {
  const { _max } = await transaction.manifestVersion.aggregate({ where: owner, _max: { version: true } })
  return _max.version ?? 0
}

/** Gives the versions before one their last day; those that end earlier still do. */
async function endBefore(transaction: Transaction, { version, ...owner }: ManifestOwner & { version: number }, day: string): Promise<void> {
  const end = toDate(day)
  await transaction.manifestVersion.updateMany({
    where: { ...owner, version: { lt: version }, OR: [{ validUntil: null }, { validUntil: { gt: end } }] },
    data: { validUntil: end },
  })
}

/** Forgets what versions named that stand no longer, and documents that nothing names. */
async function letGo(transaction: Transaction, today: string): Promise<void> {
  await transaction.manifestOperation.deleteMany({ where: { manifest: { validUntil: { lte: toDate(today) } } } })
  await transaction.registeredOperation.deleteMany({ where: { versions: { none: {} } } })
}

function isSame(hashes: ReadonlySet<string>, others: readonly string[]): boolean {
  return hashes.size === others.length && others.every((hash) => hashes.has(hash))
}

/** A day as Prisma takes it: midnight UTC. */
function toDate(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
