/** Rows of the local domain: living wage, household, tenancy, statutes and whom an OCMW knows at all. */

import { choice, type Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import { emitCoverage } from './coverage.ts'
import { type Day, MONTH, type Period } from './day.ts'
import { emitGpmi } from './gpmi.ts'
import { columns, happened, known, type Life, relate, stayOn } from './life.ts'
import type { PaidPeriod } from './welfare.ts'

const { local } = CALIBRATION

const category = choice<keyof typeof local.livingWageCents>([
  ['COHABITING', 0.35],
  ['SINGLE', 0.4],
  ['FAMILY', 0.25],
])

/** Writes what the OCMW knows; most newcomers are unknown to it, which is not the same as having nothing. */
export function emitLocal(life: Life, livingWage: readonly PaidPeriod[]): void {
  const draw = life.draw('local')
  const client = livingWage.length > 0
  const tenancy = draw.chance(local.socialTenancy) && emitTenancy(life, draw)
  const debt = draw.chance(local.debtMediation) && (client || draw.chance(0.3)) && emitDebtMediation(life, livingWage[0]?.from, draw)
  const contact = draw.chance(local.otherContact)
  if (!client && !tenancy && !debt && !contact) return
  const kind = category(draw)
  const holder = livingWage.at(-1)?.organisationId ?? ocmwOn(life, life.knownUntil)
  emitHousehold(life, { kind, holder }, draw)
  emitStatutes(life, livingWage, draw)
  emitLivingWage(life, livingWage, { kind, draw })
  emitGpmi(life, livingWage, draw)
  emitArticle60(life, livingWage.at(-1), draw)
  emitCoverage(life, 'local')
}

function emitLivingWage(
  life: Life,
  livingWage: readonly PaidPeriod[],
  { kind, draw }: { kind: keyof typeof local.livingWageCents; draw: Random },
): void {
  const equivalent = draw.chance(life.origin.country === 'UA' ? 0.8 : 0.05)
  for (const paid of livingWage) {
    life.emit('local.living_wage', {
      organisation_id: paid.organisationId,
      equivalent,
      category: kind,
      amount_cents: local.livingWageCents[kind],
      ...columns(paid),
    })
    if (paid.organisationId === undefined) continue
    relate(life, { organisationId: paid.organisationId, sector: 'LOCAL', capacity: 'LIVING_WAGE_CLIENT', source: 'OCMW', period: paid })
  }
}

/** OCMW of the municipality where the person lives on a day; of the last one after that. */
function ocmwOn(life: Life, day: Day): number | undefined {
  return life.world.localOrganisation('OCMW', (stayOn(life, day) ?? life.stays.at(-1))?.nisCode ?? '')
}

function emitHousehold(life: Life, { kind, holder }: { kind: string; holder: number | undefined }, draw: Random): void {
  const children = kind === 'FAMILY' ? draw.whole(1, 3) : kind === 'COHABITING' && draw.chance(0.3) ? draw.whole(1, 2) : 0
  const adults = kind === 'SINGLE' ? 1 : kind === 'COHABITING' ? draw.whole(2, 4) : draw.whole(1, 2)
  const period = known(life, { from: life.arrivedOn, until: null })
  if (period)
    life.emit('local.household', {
      organisation_id: holder,
      size: adults + children,
      children_under_12: Math.min(children, draw.whole(0, 3)),
      ...columns(period),
    })
}

/** Statutes as GeefSociaalStatuut names them. [S39] */
function emitStatutes(life: Life, livingWage: readonly Period[], draw: Random): void {
  const [first] = livingWage
  const from = first?.from ?? life.arrivedOn + 60
  const until = livingWage.at(-1)?.until ?? null
  const period = known(life, { from, until })
  if (!period) return
  const client = first !== undefined
  const statutes = { LIVING_WAGES_PCSA_HELP: client, BIM_BVT: client || draw.chance(0.3), PCSA_AND_BIM_HELP: client && draw.chance(0.5) }
  for (const [name, applies] of Object.entries(statutes)) life.emit('local.social_statute', { name, applies, ...columns(period) })
}

/** Candidate first, tenant for some after years of waiting. */
function emitTenancy(life: Life, draw: Random): boolean {
  const from = life.adultOn + draw.whole(60, 500)
  const tenantFrom = draw.chance(0.4) ? from + draw.whole(200, 900) : null
  const candidate = known(life, { from, until: tenantFrom })
  if (!candidate) return false
  life.emit('local.social_tenancy', { tenant: false, ...columns(candidate) })
  const tenant = tenantFrom === null ? undefined : known(life, { from: tenantFrom, until: null })
  if (tenant) life.emit('local.social_tenancy', { tenant: true, ...columns(tenant) })
  return true
}

function emitDebtMediation(life: Life, clientFrom: Day | undefined, draw: Random): boolean {
  const from = (clientFrom ?? life.adultOn) + draw.whole(60, 300)
  const period = known(life, { from, until: from + Math.round(draw.between(12, 40) * MONTH) })
  if (period) life.emit('local.debt_mediation', { organisation_id: ocmwOn(life, from), ...columns(period) })
  return period !== undefined
}

/** Employment by the OCMW after the living wage, until a right to benefit is restored. [S72] */
function emitArticle60(life: Life, paid: PaidPeriod | undefined, draw: Random): void {
  const from = paid?.until ?? undefined
  const takes = draw.chance(local.article60)
  if (!takes || !happened(life, from)) return
  const until = from + Math.round(draw.between(12, 24) * MONTH)
  const period = known(life, { from, until })
  // Contracts of article 60 have an agreed end, which is known beforehand.
  if (period)
    life.emit('local.article60_contract', { organisation_id: paid?.organisationId, ...columns({ from, until: period.until ?? until }) })
}
