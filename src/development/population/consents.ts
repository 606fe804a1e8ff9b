/** Requests and consents of persons that open single rows of a protocol. */
import type { Purpose } from '../../base/purpose.ts'
import type { Recipient } from '../../base/recipient.ts'
import { CALIBRATION } from './calibration.ts'
import type { Day } from './day.ts'
import { columns, known, type Life } from './life.ts'

type Contact = 'agency' | 'ocmw' | 'vdab'

/** What a person agrees to, by groups of facts, and the contact from which it can. */
const ASKED: readonly (readonly [purpose: Purpose, recipient: Recipient, contact: Contact, groups: readonly string[]])[] = [
  ['MATCHING', 'VDAB', 'vdab', ['BACKGROUND']],
  ['REFERRAL', 'OCMW', 'ocmw', ['FEE', 'BENEFIT']],
  ['INCENTIVE_DECISION', 'OCMW', 'ocmw', ['BENEFIT']],
  ['REFERRAL', 'INTEGRATION_AGENCY', 'agency', ['SUPPORT']],
  ['REFERRAL', 'VDAB', 'vdab', ['BACKGROUND']],
]

/** Organisation of each kind of service of which the person is a client, since its first day there; undefined for who never was. */
export type ClientOf = Record<Contact, Client | undefined>
export type Client = { organisationId: number; since: Day }

/** Writes the consents; one in ten was withdrawn later. */
export function emitConsents(life: Life, clientOf: ClientOf): void {
  const draw = life.draw('consent')
  for (const [purpose, recipient, contact, groups] of ASKED) {
    const client = clientOf[contact]
    const agrees = draw.chance(CALIBRATION.consent.ofClients)
    const from = (client?.since ?? 0) + draw.whole(0, 120)
    const until = draw.chance(0.1) ? from + draw.whole(30, 300) : null
    const given_how = draw.pick(['IN_WRITING', 'AT_THE_DESK', 'THROUGH_PORTAL'])
    const period = client === undefined || !agrees ? undefined : known(life, { from, until })
    if (client === undefined || period === undefined) continue
    const row = { organisation_id: client.organisationId, purpose, recipient, given_how, ...columns(period) }
    for (const fact_group of groups) life.emit('directory.consent', { ...row, fact_group })
  }
}
