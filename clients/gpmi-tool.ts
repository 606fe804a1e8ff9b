/**
 * OCMW: a GPMI tool's questions, and one act.
 *
 * 1. REFERRAL: who in our municipality is entitled to an integration trajectory and did not start? Contact data stay closed until a
 *    referral is accepted. `--show outreach` tells whom this OCMW can reach itself, through a living wage or a project; `--refer` sends such a person to an agency, and `--show referrals` tells what came of it.
 * 2. INCENTIVE_DECISION: who reached the integration objective of its GPMI? A yes or no, never scores or attendance, and only where the
 *    project has such an objective. `--show incentive` tells what the rule of the objective says of each client, with reasons, and
 *    `--decide` grants or refuses; that takes a token of a person.
 *
 * Each question goes out under its own purpose, so each sees other fields. What was withheld is shown with its reason.
 *
 *   export HUB_ISSUER=http://127.0.0.1:4001 HUB_CLIENT_ID=ocmw-gent
 *   export HUB_CLIENT_SECRET=$(npx node -p "require('./.data/issuer/secrets.json').clients['ocmw-gent'].secret")
 *   npx node clients/gpmi-tool.ts --show all
 *   npx node clients/gpmi-tool.ts --refer 91681100317 --to 0000000394 --reason NT2_INTAKE --words 'Wil graag Nederlands leren.'
 *   HUB_TOKEN=$(npm run -s hub -- token --consumer ocmw-gent-desk --purpose INCENTIVE_DECISION) npx node clients/gpmi-tool.ts \
 *     --decide <id> --confirm DISCUSSED_WITH_PERSON,OBJECTIVE_AS_IN_CONTRACT --words 'Doel bereikt en besproken.'
 */
import { runClient } from './command-line.ts'
import { decide, showIncentive } from './gpmi-tool/incentives.ts'
import { showObjectives } from './gpmi-tool/objectives.ts'
import { showOutreach } from './gpmi-tool/outreach.ts'
import { refer, showReferrals } from './gpmi-tool/referrals.ts'
import { showToReach } from './gpmi-tool/to-reach.ts'

const SHOWN = {
  'to-reach': showToReach,
  outreach: showOutreach,
  referrals: showReferrals,
  objectives: showObjectives,
}
/** Asked by name only: assessing uses more of a person's data than showing. */
const ASSESSED = { incentive: showIncentive }

await runClient(['show', 'refer', 'to', 'reason', 'agreement', 'words', 'decide', 'decision', 'confirm'], async (hub, options) => {
  const { show = 'all', refer: insz } = options
  if (insz !== undefined) return refer(hub, insz, options)
  if (options.decide !== undefined) return decide(hub, options.decide, options)
  const named = { ...SHOWN, ...ASSESSED }
  const wanted = show === 'all' ? Object.entries(SHOWN) : Object.entries(named).filter(([name]) => show === name)
  if (wanted.length === 0) throw new Error(`Expected --show ${['all', ...Object.keys(named)].join(', ')}.`)
  for (const [, print] of wanted) await print(hub)
})
