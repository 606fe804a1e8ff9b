/**
 * Municipality: has this resident an integration contract, a certificate?
 *
 * The decree lets a municipality ask this about its own residents, one by one and by INSZ only (protocol `local-status`): there is no list
 * to page through. Somebody who lives elsewhere and somebody who does not exist give the same answer.
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
  if (insz === undefined) throw new Error('Which resident? --insz <11 digits>')
  const { newcomerByInsz: resident } = (await hub.ask('REFERRAL', STATUS, { insz })).data
  if (resident == null) return console.log('Nobody of this municipality has this number.')
  console.log(`${resident.givenNames} ${resident.familyName}`)
  console.log(`  contract signed: ${say(resident.contractSigned)}`)
  console.log(`  certificate:     ${say(resident.hasCertificate)}`)
})
