/**
 * OCMW: a GPMI tool's questions, and one act.
 *
 * 1. REFERRAL: who in our municipality is entitled to an integration trajectory and did not start? Contact data stay closed until a
 *    referral is accepted. `--refer` sends such a person to an agency, and `--show referrals` tells what came of it.
 * 2. INCENTIVE_DECISION: who reached the integration objective of its GPMI? A yes or no, never scores or attendance, and only where the
 *    project has such an objective.
 *
 * Each question goes out under its own purpose, so each sees other fields. What was withheld is shown with its reason.
 *
 *   export HUB_ISSUER=http://127.0.0.1:4001 HUB_CLIENT_ID=ocmw-gent
 *   export HUB_CLIENT_SECRET=$(npx node -p "require('./.data/issuer/secrets.json').clients['ocmw-gent'].secret")
 *   npx node clients/gpmi-tool.ts --show all
 *   npx node clients/gpmi-tool.ts --refer 91681100317 --to 0000000394 --reason NT2_INTAKE --words 'Wil graag Nederlands leren.'
 */
import { runClient } from './command-line.ts'
import { showObjectives } from './gpmi-tool/objectives.ts'
import { refer, showReferrals } from './gpmi-tool/referrals.ts'
import { showToReach } from './gpmi-tool/to-reach.ts'

const SHOWN = { 'to-reach': showToReach, referrals: showReferrals, objectives: showObjectives }

await runClient(['show', 'refer', 'to', 'reason', 'agreement', 'words'], async (hub, options) => {
  const { show = 'all', refer: insz } = options
  if (insz !== undefined) return refer(hub, insz, options)
  const wanted = Object.entries(SHOWN).filter(([name]) => show === 'all' || show === name)
  if (wanted.length === 0) throw new Error(`Expected --show ${['all', ...Object.keys(SHOWN)].join(', ')}.`)
  for (const [, print] of wanted) await print(hub)
})
