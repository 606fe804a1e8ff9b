/** The hub, whose consumers registered the three questions. */
import { connectDatabase } from '../../../src/database/client.ts'
import { hashOf } from '../../../src/graphql/operations/manifest.ts'
import { registerManifest } from '../../../src/graphql/operations/manifest-versions.ts'
import { QUESTION_NAMES, QUESTIONS } from '../../questions.ts'
import { listConsumers } from '../../setup/callers.ts'
import { BENCH_DAY } from '../../setup/dataset.ts'
import { serveHub } from '../hub/start.ts'
import type { StartSystem } from '../system.ts'

export const start: StartSystem = async (settings) => {
  const database = connectDatabase(settings.databaseUrl, { connections: 1 })
  const questions = Map.groupBy(QUESTION_NAMES, (name) => `${QUESTIONS[name].recipient}/${QUESTIONS[name].purpose}`)
  for (const [contract, names] of questions) {
    const [first] = names
    const operations = names.map((name) => ({ hash: hashOf(QUESTIONS[name].document), name, document: QUESTIONS[name].document }))
    const consumers = first === undefined ? [] : await listConsumers(database.pool, QUESTIONS[first].recipient)
    for (const consumer of consumers) await registerManifest(database.prisma, { consumer, contract }, operations, { today: BENCH_DAY })
  }
  await database.close()
  return await serveHub(settings, (own) => own)
}
