/**
 * OCMW: a GPMI tool's two questions.
 *
 * 1. REFERRAL: who in our municipality is entitled to an integration trajectory and did not start? Contact data stay closed until a
 *    referral is accepted.
 * 2. INCENTIVE_DECISION: who reached the integration objective of its GPMI? A yes or no, never scores or attendance, and only where the
 *    project has such an objective.
 *
 * Each question goes out under its own purpose, so each sees other fields. What was withheld is shown with its reason.
 *
 *   export HUB_ISSUER=http://127.0.0.1:4001 HUB_CLIENT_ID=ocmw-gent
 *   export HUB_CLIENT_SECRET=$(npx node -p "require('./.data/issuer/secrets.json').clients['ocmw-gent'].secret")
 *   npx node clients/gpmi-tool.ts --show all
 */
import { runClient } from './command-line.ts'
import { showObjectives } from './gpmi-tool/objectives.ts'
import { showToReach } from './gpmi-tool/to-reach.ts'

const SHOWN = ['all', 'to-reach', 'objectives']

await runClient(['show'], async (hub, { show = 'all' }) => {
  if (!SHOWN.includes(show)) throw new Error(`Expected --show ${SHOWN.join(', ')}.`)
  if (show !== 'objectives') await showToReach(hub)
  if (show !== 'to-reach') await showObjectives(hub)
})
