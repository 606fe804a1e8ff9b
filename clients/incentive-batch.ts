/**
 * VDAB: jobseekers who meet the rule of an incentive, in batches of 1,000.
 *
 * Writes one line of NDJSON per jobseeker: the outcome with its reasons, as advice for the people who decide. The facts of other domains
 * are evaluated in the hub and stay there. UNKNOWN is not a refusal: a fact is missing or too old.
 *
 *   export HUB_ISSUER=http://127.0.0.1:4001 HUB_CLIENT_ID=vdab-matching
 *   export HUB_CLIENT_KEY=$(npx node -p "JSON.stringify(require('./.data/issuer/secrets.json').clients['vdab-matching'].key)")
 *   npx node clients/incentive-batch.ts --incentive accelerated-matching --out /tmp/advice.ndjson
 */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { listIds } from './batches.ts'
import { runClient } from './command-line.ts'
import { graphql } from './generated/incentive-batch/gql.ts'

const IN_SCOPE = graphql(`
  query InScope($after: String) {
    newcomers(first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
      }
    }
  }
`)

const ADVICE = graphql(`
  query Advice($ids: [ID!]!, $incentive: ID!) {
    assessIncentives(ids: $ids, incentive: $incentive) {
      newcomerId
      outcome
      ruleVersion
      reasons {
        code
        state
      }
    }
  }
`)

await runClient(['out', 'incentive'], async (hub, { out, incentive = 'accelerated-matching' }) => {
  if (out === undefined) throw new Error('Give --out <file>.')
  const outcomes = new Map<string, number>()
  async function* lines(): AsyncGenerator<string> {
    for await (const ids of listIds(hub, 'INCENTIVE_DECISION', IN_SCOPE)) {
      const { data } = await hub.ask('INCENTIVE_DECISION', ADVICE, { ids, incentive })
      for (const verdict of data.assessIncentives ?? []) {
        // Null: no longer a jobseeker since its id was listed.
        if (verdict == null) continue
        outcomes.set(verdict.outcome ?? 'UNKNOWN', (outcomes.get(verdict.outcome ?? 'UNKNOWN') ?? 0) + 1)
        yield `${JSON.stringify(verdict)}\n`
      }
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(out, { mode: 0o600 }))
  const counted = [...outcomes].sort().map(([outcome, count]) => `${outcome} ${count}`)
  console.log(`${incentive}: ${counted.join(', ') || 'nobody assessed'}`)
})
