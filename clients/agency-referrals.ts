/**
 * Integration agency: incoming referrals, and the answers to them.
 *
 * Without --act, it lists the referrals that wait for the agency. The agency sees the person only after it has reported receipt. Each act
 * carries the version on which it was decided. When two people act at once, the first wins and the second gets the present state.
 *
 *   export HUB_ISSUER=http://127.0.0.1:4001 HUB_CLIENT_ID=agii-frontend
 *   export HUB_CLIENT_SECRET=$(npx node -p "require('./.data/issuer/secrets.json').clients['agii-frontend'].secret")
 *   npx node clients/agency-referrals.ts
 *   npx node clients/agency-referrals.ts --act schedule --referral <id> --at 2026-12-07T09:00:00+01:00
 *   npx node clients/agency-referrals.ts --act complete --referral <id> --outcome GOAL_REACHED
 */
import { ACTS, type ActName, doAct } from './agency-referrals/acts.ts'
import { showQueue } from './agency-referrals/queue.ts'
import { runClient } from './command-line.ts'

const isAct = (name: string): name is ActName => Object.hasOwn(ACTS, name)

await runClient(['act', 'referral', 'at', 'outcome', 'code'], async (hub, { act, referral, ...given }) => {
  if (act === undefined) return showQueue(hub)
  if (!isAct(act)) throw new Error(`Expected --act with one of ${Object.keys(ACTS).join(', ')}.`)
  if (referral === undefined) throw new Error('Give --referral with an id from the list.')
  await doAct(hub, act, referral, given)
})
