/** Statistics table REFERRALS. */
import { dayAt, startOfDay } from '../../../base/day.ts'
import { flatDimension, quarterOf, quartersOf } from './flat.ts'
import type { Bilingual, CountSpec, QuantileSpec, TableDeclaration } from './table.ts'

const PATH = flatDimension({
  name: 'path',
  level: 'PATH',
  // Tells who is a client of an OCMW or a jobseeker.
  sensitive: true,
  title: { nl: 'Weg', en: 'Path' },
  definition: { nl: 'Van welke dienst naar welke dienst.', en: 'From which service to which service.' },
  labels: {
    OCMW_TO_AGENCY: { nl: 'OCMW naar agentschap', en: 'OCMW to agency' },
    VDAB_TO_AGENCY: { nl: 'VDAB naar agentschap', en: 'VDAB to agency' },
    AGENCY_TO_VDAB: { nl: 'Agentschap naar VDAB', en: 'Agency to VDAB' },
    AGENCY_TO_OCMW: { nl: 'Agentschap naar OCMW', en: 'Agency to OCMW' },
    OTHER: { nl: 'Andere', en: 'Other' },
  },
})

const count = (name: string, within: string | null, when: string, title: Bilingual, definition: Bilingual): CountSpec => ({
  name,
  kind: 'EVENTS',
  unit: 'REFERRALS',
  within,
  when,
  title,
  definition,
})

const COUNTS: readonly CountSpec[] = [
  count(
    'SENT',
    null,
    'true',
    { nl: 'Verstuurd', en: 'Sent' },
    {
      nl: 'Doorverwijzingen die in de periode verstuurd zijn. Foutief aangemaakte doorverwijzingen tellen niet mee.',
      en: 'Referrals sent in the period. Referrals created by mistake do not count.',
    },
  ),
  count(
    'ANSWERED',
    'SENT',
    'counted.answered_on is not null',
    { nl: 'Beantwoord', en: 'Answered' },
    {
      nl: 'Aanvaard, niet aanvaard of doorgezonden.',
      en: 'Accepted, rejected or forwarded.',
    },
  ),
  count(
    'ACCEPTED',
    'ANSWERED',
    'counted.accepted',
    { nl: 'Aanvaard', en: 'Accepted' },
    {
      nl: 'Aanvaard door de ontvanger.',
      en: 'Accepted by the receiver.',
    },
  ),
  count(
    'STARTED',
    'ACCEPTED',
    'counted.accepted and counted.started',
    { nl: 'Gestart', en: 'Started' },
    {
      nl: 'Aanvaard, en het aanbod is gestart.',
      en: 'Accepted, and the offer has started.',
    },
  ),
  count(
    'GOAL_REACHED',
    'STARTED',
    "counted.accepted and counted.started and counted.outcome = 'GOAL_REACHED'",
    { nl: 'Doel bereikt', en: 'Goal reached' },
    { nl: 'Gestart, en afgerond met het doel bereikt.', en: 'Started, and completed with the goal reached.' },
  ),
]

const quartile = (suffix: string, fraction: QuantileSpec['fraction'], nl: string, en: string): QuantileSpec => ({
  name: `ANSWER_${suffix}`,
  kind: 'QUANTILE',
  unit: 'DAYS',
  of: 'ANSWERED',
  value: 'counted.answered_on - counted.sent_on',
  fraction,
  title: { nl: `Dagen tot antwoord, ${suffix}`, en: `Days to answer, ${suffix}` },
  definition: {
    nl: `Aantal dagen waarbinnen ${nl} van de doorverwijzingen beantwoord was, afgerond op vijf dagen.`,
    en: `Number of days within which ${en} of the referrals was answered, rounded to five days.`,
  },
})

/** Volume, acceptance, time to answer and outcome of referrals between the domains. */
export const referrals: TableDeclaration = {
  name: 'referrals',
  title: { nl: 'Doorverwijzingen', en: 'Referrals' },
  definition: {
    nl: 'Doorverwijzingen van een jaar: aantal, tijd tot het antwoord, en resultaat tot de teldag. Plaats: gemeente op de teldag, anders gemeente bij instroom.',
    en: 'Referrals of a year: number, time to answer, and outcome up to the day of counting. Place: municipality on that day, otherwise municipality at inflow.',
  },
  content: ({ place, period }) => ({
    unit: 'REFERRALS',
    sources: ['REFERRAL'],
    sensitive: false,
    dimensions: [place, PATH, quartersOf(period, { nl: 'Kwartaal van verzending.', en: 'Quarter of sending.' })],
    counts: COUNTS,
    shares: [
      {
        name: 'ACCEPTED_SHARE',
        kind: 'SHARE',
        unit: 'PERCENT',
        of: 'ACCEPTED',
        in: 'ANSWERED',
        title: { nl: 'Aanvaardingsgraad', en: 'Share accepted' },
        definition: {
          nl: 'Aandeel aanvaarde doorverwijzingen bij de beantwoorde, in hele procenten, berekend uit de gepubliceerde cijfers.',
          en: 'Percentage of answered referrals that were accepted, computed from the published figures.',
        },
      },
    ],
    quantiles: [
      quartile('P25', 0.25, 'een kwart', 'a quarter'),
      quartile('MEDIAN', 0.5, 'de helft', 'half'),
      quartile('P75', 0.75, 'drie kwart', 'three quarters'),
    ],
    margins: [
      // Paths by province would hide one figure in eight: they are few, and tell who is a client of an OCMW.
      [{ dimension: 'place', depth: 1 }],
      [{ dimension: 'path' }, { dimension: 'quarter' }],
    ],
    // Both parties of a path can count their own referrals.
    insiders: [],
    overlaps: false,
    rows: ({
      from,
      until,
      asOf,
    }) => `select r.person_id, coalesce(m.home, m.place) as place, ${quarterOf(dayAt('r.sent_at'))} as quarter, ${dayAt('r.sent_at')} as sent_on,
    case when r.sender_kind = 'OCMW' and r.receiver_kind = 'INTEGRATION_AGENCY' then 'OCMW_TO_AGENCY' when r.sender_kind = 'VDAB' and r.receiver_kind = 'INTEGRATION_AGENCY' then 'VDAB_TO_AGENCY'
      when r.sender_kind = 'INTEGRATION_AGENCY' and r.receiver_kind = 'VDAB' then 'AGENCY_TO_VDAB' when r.sender_kind = 'INTEGRATION_AGENCY' and r.receiver_kind = 'OCMW' then 'AGENCY_TO_OCMW'
      else 'OTHER' end as path, e.answered_on, coalesce(e.accepted, false) as accepted, coalesce(e.started, false) as started, r.outcome
    from referral.referral r join milestone m using (person_id) left join (
      select referral_id, ${dayAt("min(at) filter (where state in ('ACCEPTED', 'REJECTED', 'REROUTED'))")} as answered_on,
        bool_or(state = 'ACCEPTED') as accepted, bool_or(state in ('STARTED', 'COMPLETED')) as started
      from referral.event where at < ${startOfDay(`date '${asOf}' + 1`)} group by 1) e on e.referral_id = r.id
    where r.sent_at >= ${startOfDay(`date '${from}'`)} and r.sent_at < ${startOfDay(`date '${until}' + 1`)} and r.state not in ('DRAFT', 'ENTERED_IN_ERROR')`,
  }),
}
