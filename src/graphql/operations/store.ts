/** Storage of registered operations, and of what is set of their consumers. */
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { StoredOperation } from './check.ts'
import { standsOn } from './manifest-versions.ts'

/** Documents that a version of a manifest names which stands on a day (YYYY-MM-DD). */
export async function listOperations(prisma: PrismaClient, today: string): Promise<StoredOperation[]> {
  return prisma.registeredOperation.findMany({
    where: { versions: { some: { manifest: standsOn(today) } } },
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
