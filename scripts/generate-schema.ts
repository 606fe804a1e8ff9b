/** Writes everything that is generated and reviewed: schema/, protocols/README.md, protocols/deliveries/README.md, docs/referral.md, docs/incentives.md, the table in docs/architecture.md. With --check it compares and fails on a difference. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { composeServices } from '@apollo/composition'
import { printSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { protocolConditions } from '../src/access/protocols/condition.ts'
import { assertRegister, assessableFrom, buildContracts } from '../src/access/protocols/contract.ts'
import { deliveryProtocolJsonSchema } from '../src/access/protocols/delivery-protocol.ts'
import { loadDeliveryRegister } from '../src/access/protocols/delivery-register.ts'
import { buildMatrix, renderMatrix } from '../src/access/protocols/matrix.ts'
import { protocolJsonSchema } from '../src/access/protocols/protocol.ts'
import { loadRegister } from '../src/access/protocols/register.ts'
import { renderDeliveryMatrix, renderDeliveryRegister } from '../src/access/protocols/render-deliveries.ts'
import { renderRegister } from '../src/access/protocols/render-register.ts'
import { PUBLISHED } from '../src/activities/delivery/record-types.ts'
import { renderDeliverySchemas } from '../src/activities/delivery/schemas.ts'
import { compileCatalogue } from '../src/activities/incentive/catalogue/compiled-catalogue.ts'
import { factJsonSchema } from '../src/activities/incentive/catalogue/fact-file.ts'
import { incentiveJsonSchema } from '../src/activities/incentive/catalogue/incentive-file.ts'
import { loadCatalogue } from '../src/activities/incentive/catalogue/load-catalogue.ts'
import { renderCatalogue } from '../src/activities/incentive/catalogue/render.ts'
import { loadDeadlines } from '../src/activities/referral/deadline.ts'
import { renderReferralGuide } from '../src/activities/referral/render.ts'
import { renderOpenApi } from '../src/app/http/openapi.ts'
import { buildHubSchema, buildSubgraphs } from '../src/app/hub-schema.ts'
import { CONDITIONS } from '../src/domains/all.ts'
import { renderImports } from '../test/layers/render.ts'
import { renderSecondLock } from './second-lock.ts'

const ROOT = join(import.meta.dirname, '..')
const MODE = { allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored: string) => stored }

/** Day on which the contracts are printed: the protocols shipped here are all in force on it. */
const PRINTED_ON = '2026-11-01'

const print = (schema: GraphQLSchema) => `${printSchema(lexicographicSortSchema(schema))}\n`
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Every generated file by its path from the root. */
async function render(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const hub = buildHubSchema(MODE)
  const register = await loadRegister(join(ROOT, 'protocols'), { production: false })
  assertRegister(hub, register)
  const contracts = buildContracts(hub, register, PRINTED_ON)
  files.set('schema/hub.graphql', print(hub))
  for (const { recipient, purpose, schema } of contracts.byName.values())
    files.set(`schema/contracts/${fileName(recipient)}-${fileName(purpose)}.graphql`, print(schema))
  files.set('schema/access-matrix.tsv', renderMatrix(buildMatrix(hub, contracts)))
  files.set('schema/second-lock.tsv', await renderSecondLock(hub, contracts))
  files.set('schema/openapi.json', renderOpenApi())
  files.set('schema/protocol.schema.json', json(protocolJsonSchema(protocolConditions(CONDITIONS))))
  files.set('schema/incentive.schema.json', json(incentiveJsonSchema()))
  files.set('schema/incentive-facts.schema.json', json(factJsonSchema()))
  const catalogue = await loadCatalogue(join(ROOT, 'incentives'), { production: false })
  files.set('docs/incentives.md', renderCatalogue(compileCatalogue(hub, catalogue, assessableFrom(register, PRINTED_ON))))
  files.set(
    'protocols/README.md',
    `${renderRegister(
      register.map(({ protocol }) => protocol),
      CONDITIONS,
    )}\n`,
  )
  const deliveries = await loadDeliveryRegister(join(ROOT, 'protocols'), PUBLISHED, { production: false })
  files.set('protocols/deliveries/README.md', renderDeliveryRegister(deliveries))
  files.set('schema/deliverers.tsv', renderDeliveryMatrix(deliveries, PUBLISHED))
  files.set('schema/delivery-protocol.schema.json', json(deliveryProtocolJsonSchema(PUBLISHED.map(({ name }) => name))))
  files.set('docs/referral.md', renderReferralGuide(await loadDeadlines(join(ROOT, 'reference'))))
  files.set('docs/architecture.md', renderImports(await readFile(join(ROOT, 'docs/architecture.md'), 'utf8')))
  for (const [path, text] of [...renderFederation(), ...renderDeliverySchemas()]) files.set(path, text)
  return files
}

function renderFederation(): Map<string, string> {
  const services = [...buildSubgraphs(MODE)].map(([name, schema]) => ({
    name,
    url: `http://127.0.0.1/${name}`,
    sdl: printSubgraphSchema(schema),
  }))
  const composed = composeServices(services.map(({ sdl, ...service }) => ({ ...service, typeDefs: parse(sdl) })))
  if (composed.errors !== undefined)
    throw new Error(`The subgraphs do not compose:\n${composed.errors.map(({ message }) => message).join('\n')}`)
  return new Map([
    ...services.map(({ name, sdl }): [string, string] => [`schema/subgraphs/${name}.graphql`, `${sdl}\n`]),
    ['schema/supergraph.graphql', `${composed.supergraphSdl}\n`],
  ])
}

const fileName = (name: string) => name.toLowerCase().replaceAll('_', '-')

async function listGenerated(): Promise<string[]> {
  const entries = await readdir(join(ROOT, 'schema'), { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
}

async function check(files: Map<string, string>): Promise<void> {
  const present = new Map(
    await Promise.all([...files.keys()].map(async (path) => [path, await readFile(join(ROOT, path), 'utf8').catch(() => '')] as const)),
  )
  const differing = [...files].filter(([path, text]) => present.get(path) !== text).map(([path]) => path)
  const stray = (await listGenerated()).filter((path) => !files.has(path))
  const problems = [...differing.map((path) => `${path} differs from the code`), ...stray.map((path) => `${path} is no longer generated`)]
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\nRun "npm run generate" and review the difference.`)
  console.log(`schema: ${files.size} generated files are up to date`)
}

async function write(files: Map<string, string>): Promise<void> {
  for (const path of await listGenerated()) if (!files.has(path)) await rm(join(ROOT, path))
  for (const [path, text] of files) {
    await mkdir(dirname(join(ROOT, path)), { recursive: true })
    await writeFile(join(ROOT, path), text)
  }
  console.log(`schema: ${files.size} files written`)
}

try {
  const files = await render()
  await (process.argv.includes('--check') ? check(files) : write(files))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
