/** Query of the data use of one person, which is itself recorded. */
import type { GraphQLSchema } from 'graphql'
import type { Pool } from 'pg'
import { listCoordinates } from '../../access/protocols/coordinate.ts'
import type { Insz } from '../../base/insz.ts'
import type { Vault } from '../../base/vault.ts'
import { type DataSubject, listEvidenceRefs } from '../data-subject.ts'
import { createDataUseLister, type DataUseListing, type DataUsePage } from './list-data-use.ts'

/** A person as a caller names one, the number checked by its scalar; or the caller itself, by the hash of the number in its token. */
export type SubjectSelector = { by: 'INSZ'; insz: Insz } | { by: 'SELF'; inszHash: Buffer } | Exclude<DataSubject, { by: 'INSZ' }>

export type DataUseQuestion = Pick<DataUseListing, 'period' | 'first' | 'after'> & { subject: SubjectSelector }

/** Answers one question and records it, also when nobody is known by what was given: the same empty page then. */
export type AskDataUse = (question: DataUseQuestion, asker: DataUseListing['asker']) => Promise<DataUsePage>

/** @param hub whole schema: its descriptions are the labels of the fields. */
export function createAskDataUse({
  pool,
  hub,
  vault,
}: {
  pool: Pick<Pool, 'query'>
  hub: GraphQLSchema
  vault: Pick<Vault, 'hashInsz'>
}): AskDataUse {
  const labels = new Map(listCoordinates(hub).map(({ coordinate, description }) => [coordinate, description ?? coordinate]))
  const list = createDataUseLister({ pool, labels })
  return async ({ subject, ...question }, asker) => {
    return await list({ ...question, persons: await listEvidenceRefs(pool, toSubject(subject, vault)), asker })
  }
}

function toSubject(asked: SubjectSelector, vault: Pick<Vault, 'hashInsz'>): DataSubject {
  if (asked.by === 'INSZ') return { by: 'INSZ', inszHash: vault.hashInsz(asked.insz) }
  return asked.by === 'SELF' ? { by: 'INSZ', inszHash: asked.inszHash } : asked
}
