/** Query of the data use of one person, which is itself recorded. */
import type { GraphQLSchema } from 'graphql'
import type { Pool } from 'pg'
import { listCoordinates } from '../../access/protocols/coordinate.ts'
import { type DataSubject, listEvidenceRefs } from '../data-subject.ts'
import { type ClaimTexts, createClaimLister } from './list-claims.ts'
import { createDataUseLister, type DataUseListing, type DataUsePage } from './list-data-use.ts'

export type DataUseQuestion = Pick<DataUseListing, 'period' | 'first' | 'after'> & { subject: DataSubject }

/** Answers one question and records it, also when nobody is known by what was given: the same empty page then. */
export type AskDataUse = (question: DataUseQuestion, asker: DataUseListing['asker']) => Promise<DataUsePage>

export type AskDataUseParts = { pool: Pick<Pool, 'query'>; hub: GraphQLSchema; claimTexts: ClaimTexts }

/** @param hub whole schema: its descriptions are the labels of the fields. */
export function createAskDataUse({ pool, hub, claimTexts }: AskDataUseParts): AskDataUse {
  const labels = new Map(listCoordinates(hub).map(({ coordinate, description }) => [coordinate, description ?? coordinate]))
  const list = createDataUseLister({ pool, labels, listClaims: createClaimLister(pool, claimTexts) })
  return async ({ subject, ...question }, asker) => await list({ ...question, persons: await listEvidenceRefs(pool, subject), asker })
}
