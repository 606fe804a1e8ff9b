/**
 * Municipality: does this resident have an integration contract and a certificate?
 *
 * The decree allows a municipality to query this for its own residents, one at a time and by INSZ only (protocol `local-status`). There is
 * no list to page through. The answer is the same for a person who lives elsewhere and for a person who does not exist.
 *
 *   HUB_TOKEN=$(npm run -s hub -- token --consumer gemeente-gent --purpose REFERRAL) \
 *     npx node clients/municipality-status.ts --insz 90720400142
 */
import { runClient } from './command-line.ts'
import { graphql } from './generated/municipality-status/gql.ts'

const STATUS = graphql(`
  query LocalStatus($insz: Insz!) {
    newcomerByInsz(insz: $insz) {
      givenNames
      familyName
      contractSigned
      hasCertificate
    }
  }
`)

/** Null is no "no": the integration domain does not know the person. */
const say = (value: boolean | null | undefined) => (value == null ? 'unknown' : value ? 'yes' : 'no')

await runClient(['insz'], async (hub, { insz }) => {
  if (insz === undefined) throw new Error('Give --insz <11 digits>.')
  const { newcomerByInsz: resident } = (await hub.ask('REFERRAL', STATUS, { insz })).data
  if (resident == null) return console.log('This municipality has no resident with this number.')
  console.log(`${resident.givenNames} ${resident.familyName}`)
  console.log(`  contract signed: ${say(resident.contractSigned)}`)
  console.log(`  certificate:     ${say(resident.hasCertificate)}`)
})
