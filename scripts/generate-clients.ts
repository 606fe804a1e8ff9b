/** Types of the documents of example clients and tests, from the contracts (`codegen.ts`). Says nothing unless it fails. */
import config from '../codegen.ts'

type Codegen = typeof import('@graphql-codegen/cli')

/** Code generation is a tool of development: an installation without those (`npm ci --omit=dev`) goes without. */
async function findCodegen(): Promise<Codegen | undefined> {
  try {
    return await import('@graphql-codegen/cli')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

try {
  await (await findCodegen())?.generate(config, true)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.error('generating the client types from schema/contracts failed')
  process.exitCode = 1
}
