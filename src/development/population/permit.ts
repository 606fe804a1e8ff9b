/** Residence titles in turn, with the access to the labour market that they give. */
import { addMonths } from './day.ts'
import { type Channel, happened, type Life } from './life.ts'

/** Card, months to its expiry, access to the labour market. Simplified from the cards of the Immigration Office. [OKV] */
type Title = { card: string; months: number; access: 'UNLIMITED' | 'LIMITED' | 'NONE' }

const TITLES: Record<Channel, Title> = {
  EU: { card: 'EU', months: 60, access: 'UNLIMITED' },
  ASYLUM: { card: 'A', months: 60, access: 'UNLIMITED' },
  FAMILY: { card: 'F', months: 60, access: 'UNLIMITED' },
  WORK: { card: 'A', months: 24, access: 'LIMITED' },
  STUDY: { card: 'A', months: 12, access: 'LIMITED' },
}

/** Certificate of registration while an asylum application runs. */
const APPLICANT: Title = { card: 'AI', months: 6, access: 'NONE' }

/** Writes the titles since arrival; each follows on the one before, the last may end after today. */
export function emitPermits(life: Life): void {
  const draw = life.draw('residence')
  const applicant = !life.member && life.channel === 'ASYLUM'
  const { card, months, access } = applicant ? APPLICANT : TITLES[life.channel]
  const asylumState = life.channel !== 'ASYLUM' ? null : applicant ? 'PENDING' : draw.chance(0.7) ? 'REFUGEE' : 'SUBSIDIARY_PROTECTION'
  let from = life.arrivedOn
  while (happened(life, from)) {
    const until = addMonths(from, months)
    life.emit('directory.residence_title', {
      card_type: card,
      labour_market_access: access,
      asylum_state: asylumState,
      valid_from: from,
      valid_until: until,
    })
    from = until
  }
}

/** Access that the person's title gives. */
export function mayWork(life: Life): boolean {
  return life.member && life.channel !== 'STUDY'
}
