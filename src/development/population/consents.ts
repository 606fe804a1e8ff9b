/** Requests and consents of persons that open single rows of a protocol. */
import type { Purpose } from '../../base/purpose.ts'
import type { Recipient } from '../../base/recipient.ts'
import { CALIBRATION } from './calibration.ts'
import type { Day } from './day.ts'
import { columns, known, type Life } from './life.ts'

/** What a person agrees to, and the contact from which it can. */
const ASKED: readonly (readonly [purpose: Purpose, recipient: Recipient, contact: 'agency' | 'ocmw' | 'vdab'])[] = [
  ['MATCHING', 'VDAB', 'vdab'],
  ['REFERRAL', 'OCMW', 'ocmw'],
  ['INCENTIVE_DECISION', 'OCMW', 'ocmw'],
  ['REFERRAL', 'INTEGRATION_AGENCY', 'agency'],
  ['REFERRAL', 'VDAB', 'vdab'],
]

/** First day as a client of each kind of service; undefined for who never was. */
export type ClientSince = Record<'agency' | 'ocmw' | 'vdab', Day | undefined>

/** Writes the consents; one in ten was withdrawn later. */
export function emitConsents(life: Life, since: ClientSince): void {
  const draw = life.draw('consent')
  for (const [purpose, recipient, contact] of ASKED) {
    const agrees = draw.chance(CALIBRATION.consent.ofClients)
    const from = (since[contact] ?? 0) + draw.whole(0, 120)
    const until = draw.chance(0.1) ? from + draw.whole(30, 300) : null
    const given_how = draw.pick(['IN_WRITING', 'AT_THE_DESK', 'THROUGH_PORTAL'])
    const period = since[contact] === undefined || !agrees ? undefined : known(life, { from, until })
    if (period) life.emit('directory.consent', { purpose, recipient, given_how, ...columns(period) })
  }
}
