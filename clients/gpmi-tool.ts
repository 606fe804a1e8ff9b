/**
 * OCMW: the queries of a GPMI tool, and one act.
 *
 * 1. REFERRAL: who in our municipality is entitled to an integration trajectory and has not started? Contact data stays closed until a
 *    referral is accepted. `--show outreach` lists the persons whom this OCMW can reach through a living wage or a project. `--refer`
 *    refers such a person to an agency, and `--show referrals` shows the outcome.
 * 2. INCENTIVE_DECISION: who reached the integration objective of their GPMI? The answer is true or false, never scores or attendance,
 *    and only when the project has such an objective. `--show incentive` shows the outcome of the rule for each client, with reasons.
 *    `--decide` grants or refuses, which requires the token of a person.
 *
 * Each query runs under its own purpose, so each sees other fields. Withheld cells are shown with the reason.
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
  if (wanted.length === 0) throw new Error(`Expected --show with one of ${['all', ...Object.keys(named)].join(', ')}.`)
  for (const [, print] of wanted) await print(hub)
})
