/** Storage of registered operations. */
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { StoredOperation } from './check.ts'
import type { ManifestOperation } from './manifest.ts'

/** Makes a manifest the registered operations of a consumer under a contract: what it no longer names is withdrawn. */
export async function registerOperations(
  prisma: PrismaClient,
  owner: { consumer: string; contract: string },
  operations: readonly ManifestOperation[],
): Promise<{ registered: number; withdrawn: number }> {
  return prisma.$transaction(async (transaction) => {
    const hashes = operations.map(({ hash }) => hash)
    const withdrawn = await transaction.registeredOperation.deleteMany({ where: { ...owner, hash: { notIn: hashes } } })
    const added = await transaction.registeredOperation.createMany({
      data: operations.map((operation) => ({ ...owner, ...operation })),
      skipDuplicates: true,
    })
    return { registered: added.count, withdrawn: withdrawn.count }
  })
}

export async function listOperations(prisma: PrismaClient): Promise<StoredOperation[]> {
  return prisma.registeredOperation.findMany({
    select: { consumer: true, contract: true, hash: true, name: true, document: true },
    orderBy: [{ consumer: 'asc' }, { contract: 'asc' }, { hash: 'asc' }],
  })
}

/** Sets whether a consumer may send anything but its registered operations. */
export async function setRegisteredOnly(prisma: PrismaClient, consumer: string, registeredOnly: boolean): Promise<void> {
  await prisma.consumerSetting.upsert({ where: { consumer }, create: { consumer, registeredOnly }, update: { registeredOnly } })
}

/** Consumers of which it is set, each with whether it may send registered operations only. */
export async function listRegisteredOnly(prisma: PrismaClient): Promise<ReadonlyMap<string, boolean>> {
  const rows = await prisma.consumerSetting.findMany({ select: { consumer: true, registeredOnly: true } })
  return new Map(rows.map(({ consumer, registeredOnly }) => [consumer, registeredOnly]))
}
