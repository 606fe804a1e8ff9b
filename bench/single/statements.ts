/** P8: statements per operation, and what is decided while fields are resolved. */
import { isObjectType } from 'graphql'
import { buildContracts } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { openHub } from '../../src/app/hub.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { createVault } from '../../src/base/vault.ts'
import { connectDatabase } from '../../src/database/client.ts'
import { guardRoots } from '../../src/graphql/server/guard.ts'
import { QUESTIONS } from '../questions.ts'
import type { Ask } from '../setup/asks.ts'
import type { Statement } from '../setup/changed-pool.ts'
import { BENCH_DAY, type Dataset } from '../setup/dataset.ts'
import { recording } from '../setup/recording.ts'
import { hubEncoder } from '../systems/hub/encode.ts'
import type { Figures } from './figures.ts'

type Parts = { dataset: Dataset; issuer: string; ask: Ask }

/** @param parts.ask a page of Q2. */
export async function countStatements({ dataset, issuer, ask }: Parts): Promise<Partial<Figures>> {
  const ran: Statement[] = []
  const database = connectDatabase(dataset.database.url, { connections: 2 })
  const hub = await openHub(dataset.config, recording(database, ran), issuer)
  const request = hubEncoder(dataset)(ask)
  const count = async (persons: number) => {
    const query = QUESTIONS.Q2.document.replace(/first: \d+/, `first: ${persons}`)
    const body = JSON.stringify({ query, variables: {} })
    const send = () => hub.server.inject({ method: 'POST', url: request.path, headers: request.headers, payload: body })
    await send()
    ran.length = 0
    const { statusCode, body: text } = await send()
    const found = text.split('"familyName"').length - 1
    if (statusCode !== 200 || found !== persons) throw new Error(`a page of ${persons} was answered ${statusCode} with ${found} persons`)
    return ran.length
  }
  try {
    const [of20, of100] = [await count(20), await count(100)]
    return {
      statementsFor20: of20,
      statementsFor100: of100,
      statementsApart: Math.abs(of100 - of20),
      decisionsPerField: await countGuarded(dataset),
    }
  } finally {
    await hub.close()
    await database.close()
  }
}

/** Share of the fields below the roots, of questions and of acts, that the guards wrapped. */
async function countGuarded({ config }: Dataset): Promise<number> {
  const schema = hubSchemaOf(config, createVault(config.masterKey))
  const { byName } = buildContracts(schema, await loadRegister(config.protocolsDir, { production: false }), BENCH_DAY)
  const fields = [...byName.values()].flatMap((contract) => {
    const guarded = guardRoots(contract)
    return Object.values(contract.schema.getTypeMap()).flatMap((type) => {
      const served = guarded.getType(type.name)
      const root = type === contract.schema.getQueryType() || type === contract.schema.getMutationType()
      if (!isObjectType(type) || !isObjectType(served) || root) return []
      return Object.values(type.getFields()).map((field) => field.resolve === served.getFields()[field.name]?.resolve)
    })
  })
  return fields.filter((same) => !same).length / Math.max(1, fields.length)
}
