/** What was delivered, when, and what of it was refused. */
import { createHash } from 'node:crypto'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { DeliveryRefusal } from './refused.ts'

export type DeliveryCounts = { records: number; applied: number; refused: number }

export type OpenedDelivery = {
  id: bigint /** SHA-256 of the bytes of an earlier, finished delivery with this reference. */
  finishedDigest: Uint8Array | undefined
}

/** Finds or begins a delivery. One that was interrupted begins again: what it had applied is applied to the same effect. */
export async function openDelivery(prisma: PrismaClient, source: string, reference: string, receivedAt: Date): Promise<OpenedDelivery> {
  const key = { source, reference }
  const delivery = await prisma.delivery.upsert({
    where: { source_reference: key },
    create: { ...key, digest: new Uint8Array(), receivedAt },
    update: {},
  })
  if (delivery.finishedAt !== null) return { id: delivery.id, finishedDigest: delivery.digest }
  await prisma.refusal.deleteMany({ where: { deliveryId: delivery.id } })
  return { id: delivery.id, finishedDigest: undefined }
}

export async function noteRefused(prisma: PrismaClient, deliveryId: bigint, refused: readonly DeliveryRefusal[]): Promise<void> {
  if (refused.length > 0) await prisma.refusal.createMany({ data: refused.map((one) => ({ ...one, deliveryId })) })
}

export async function finishDelivery(
  prisma: PrismaClient,
  id: bigint,
  digest: Uint8Array,
  finishedAt: Date,
  counts: DeliveryCounts,
): Promise<void> {
  await prisma.delivery.update({ where: { id }, data: { digest: new Uint8Array(digest), finishedAt, ...counts } })
}

/** Notes a document that could not be taken in at all, once, however often it comes. @param identity what tells it from other documents; only its hash is kept. */
export async function noteDocumentRefused(
  prisma: PrismaClient,
  source: string,
  identity: string | Uint8Array,
  refused: DeliveryRefusal,
  now: Date,
): Promise<void> {
  const digest = createHash('sha256').update(identity).digest()
  const reference = `refused/${digest.toString('hex').slice(0, 32)}`
  const { id, finishedDigest } = await openDelivery(prisma, source, reference, now)
  if (finishedDigest !== undefined) return
  await noteRefused(prisma, id, [refused])
  await finishDelivery(prisma, id, digest, now, { records: 0, applied: 0, refused: 1 })
}
