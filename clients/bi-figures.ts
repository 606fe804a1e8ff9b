/**
 * BI tool: figures, never persons.
 *
 * Shows the steps that the newcomers of a year took, by place, from the latest release of the funnel. Hidden figures are shown as hidden.
 * Then it shows that this contract cannot query persons: `newcomers` does not exist in its schema, so there is nothing to bypass.
 *
 *   HUB_TOKEN=$(npm run -s hub -- token --consumer bi-tool --purpose STATISTICS) npx node clients/bi-figures.ts --by MUNICIPALITY --period 2025
 */
import { runClient } from './command-line.ts'
import { graphql } from './generated/bi-figures/gql.ts'
import type { FunnelQuery } from './generated/bi-figures/graphql.ts'
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
    }
  }
`)

const FUNNEL = graphql(`
  query Funnel($period: String!, $by: [String!]!, $after: String) {
    statistics(table: FUNNEL, period: $period, by: $by, first: 1000, after: $after) {
      release {
        version
        asOf
        method
      }
      nodes {
        at {
          dimension
          code
          labelNl
        }
        measure
        value
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

type Page = NonNullable<FunnelQuery['statistics']>
type Figure = NonNullable<NonNullable<Page['nodes']>[number]>

/** All pages of the funnel by one level; cursors stay in the version in which the first page was. */
async function readFunnel(
  hub: HubClient,
  period: string,
  level: string,
): Promise<{ release: Page['release']; figures: Figure[] } | undefined> {
  const figures: Figure[] = []
  for (let after: string | null = null; ; ) {
    const { statistics }: FunnelQuery = (await hub.ask('STATISTICS', FUNNEL, { period, by: [level], after })).data
    if (statistics == null) return undefined
    figures.push(...(statistics.nodes ?? []).filter((node) => node !== null))
    after = statistics.pageInfo.endCursor ?? null
    if (!statistics.pageInfo.hasNextPage) return { release: statistics.release, figures }
  }
}

/** One line per place: its name, and the steps with their figures. */
function toLines(figures: readonly Figure[]): string[] {
  const placeOf = ({ at }: Figure) => at?.find((key) => key?.dimension === 'place')?.labelNl ?? '?'
  return [...Map.groupBy(figures, placeOf)].map(([place, own]) => {
    const steps = own.map(({ measure, value }) => `${measure?.toLowerCase()} ${value ?? 'hidden'}`)
    return `  ${place}: ${steps.join(', ')}`
  })
}

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
  throw new Error('The hub returned persons, which this contract must not do.')
}

await runClient(['by', 'period'], async (hub, { by = 'PROVINCE', period = '2025' }) => {
  const { viewer } = (await hub.ask('STATISTICS', CONTRACT, {})).data
  console.log(`${viewer?.organisation}, ${viewer?.purpose}`)
  for (const { id, version, status, titleEn } of viewer?.protocols ?? []) console.log(`  ${id}@${version} (${status}): ${titleEn}`)
  const funnel = await readFunnel(hub, period, by)
  if (funnel === undefined)
    console.log(`no release of the funnel for ${period} yet: npm run hub -- statistics release --table funnel --period ${period}`)
  else {
    console.log(`funnel ${period} by ${by.toLowerCase()}, version ${funnel.release?.version}, as of ${funnel.release?.asOf}`)
    console.log(toLines(funnel.figures).join('\n'))
  }
  console.log(`requesting persons: ${await askForPersons(hub)}`)
})
