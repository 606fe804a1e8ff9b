/**
 * VDAB: nightly batch of a matching service.
 *
 * Pages through the ids of its jobseekers with cursors, then requests the derived facts of 1,000 at a time and writes them as NDJSON, one
 * jobseeker per line. It gets facts, not dossiers: a band of oral Dutch, but no test scores. The hub records the use for every person.
 *
 *   export HUB_ISSUER=http://127.0.0.1:4001 HUB_CLIENT_ID=vdab-matching
 *   export HUB_CLIENT_KEY=$(npx node -p "JSON.stringify(require('./.data/issuer/secrets.json').clients['vdab-matching'].key)")
 *   npx node clients/matching-batch.ts --out /tmp/jobseekers.ndjson
 */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { printWithheld } from './answers.ts'
import { listIds } from './batches.ts'
import { runClient } from './command-line.ts'
import { graphql } from './generated/matching-batch/gql.ts'
import type { Withheld } from './hub-client.ts'

const IDS = graphql(`
  query JobseekerIds($after: String) {
    newcomers(first: 100, after: $after, filter: { jobseekerRegistered: true }) {
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

const FACTS = graphql(`
  query Facts($ids: [ID!]!) {
    newcomersById(ids: $ids) {
      id
      labourMarketAccess
      oralLevelBand
      reachedWrittenA2
      needsOralApproach
      trajectoryActive
      busyDayparts
      hasCertificate
      knownLanguages {
        language
      }
      integrationAsOf
    }
  }
`)

/** Counts what was withheld over all batches. */
function addTo(total: Map<string, Withheld>, withheld: readonly Withheld[]): void {
  for (const entry of withheld) {
    const key = `${entry.coordinate} ${entry.reasons}`
    total.set(key, { ...entry, count: (total.get(key)?.count ?? 0) + entry.count })
  }
}

await runClient(['out'], async (hub, { out }) => {
  if (out === undefined) throw new Error('Give --out <file>.')
  const withheld = new Map<string, Withheld>()
  let written = 0
  async function* lines(): AsyncGenerator<string> {
    for await (const ids of listIds(hub, 'MATCHING', IDS)) {
      const answer = await hub.ask('MATCHING', FACTS, { ids })
      addTo(withheld, answer.withheld)
      for (const jobseeker of answer.data.newcomersById ?? []) {
        // Null: no longer a jobseeker since its id was listed.
        if (jobseeker == null) continue
        written += 1
        yield `${JSON.stringify(jobseeker)}\n`
      }
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(out, { mode: 0o600 }))
  console.log(`${written} jobseekers written`)
  printWithheld([...withheld.values()])
})
