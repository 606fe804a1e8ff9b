/**
 * BI tool: figures, never persons.
 *
 * Reads under which contract it works, and shows that a question about persons is no question in that contract: `newcomers` does not exist
 * there, so there is nothing to bypass. Published figures are added to this contract as tables of their own.
 *
 *   HUB_TOKEN=$(npm run -s hub -- token --consumer bi-tool --purpose STATISTICS) npx node clients/bi-figures.ts
 */
import { runClient } from './command-line.ts'
import { graphql } from './generated/bi-figures/gql.ts'
import { type Document, type HubClient, HubError } from './hub-client.ts'

const CONTRACT = graphql(`
  query Contract {
    viewer {
      organisation
      purpose
      protocols {
        id
        version
        status
        titleEn
      }
      coordinates {
        coordinate
      }
    }
  }
`)

/** Not typed: code generation refuses it, and so does the hub. */
const PERSONS: Document<unknown, Record<string, never>> = '{ newcomers { nodes { insz } } }'

async function askForPersons(hub: HubClient): Promise<string> {
  try {
    await hub.ask('STATISTICS', PERSONS, {})
  } catch (error) {
    if (error instanceof HubError)
      return `${error.code} ${error.coordinate ?? ''}, granted for ${error.purposes.join(', ') || 'no purpose'}`
    throw error
  }
  throw new Error('The hub answered about persons: this contract must not.')
}

await runClient([], async (hub) => {
  const { viewer } = (await hub.ask('STATISTICS', CONTRACT, {})).data
  console.log(`${viewer?.organisation}, ${viewer?.purpose}`)
  for (const { id, version, status, titleEn } of viewer?.protocols ?? []) console.log(`  ${id}@${version} (${status}): ${titleEn}`)
  console.log(`  coordinates that protocols grant: ${viewer?.coordinates?.length ?? 0}`)
  console.log(`  asking for persons: ${await askForPersons(hub)}`)
})
