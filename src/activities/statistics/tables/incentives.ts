/** Statistics table INCENTIVES. */
import { startOfDay } from '../../../base/day.ts'
import { flatDimension } from './flat.ts'
import type { Bilingual, CountSpec, TableDeclaration } from './table.ts'

const GRANTOR = flatDimension({
  name: 'grantor',
  level: 'GRANTOR',
  sensitive: true,
  title: { nl: 'Beslissende organisatie', en: 'Deciding organisation' },
  definition: { nl: 'Soort organisatie die beoordeelt en beslist.', en: 'Kind of organisation that assesses and decides.' },
  labels: {
    INTEGRATION_AGENCY: { nl: 'Agentschap', en: 'Agency' },
    VDAB: { nl: 'VDAB', en: 'VDAB' },
    OCMW: { nl: 'OCMW', en: 'OCMW' },
    MUNICIPALITY: { nl: 'Gemeente', en: 'Municipality' },
  },
})

const count = (name: string, within: string | null, when: string, title: Bilingual, definition: Bilingual): CountSpec => ({
  name,
  kind: 'EVENTS',
  unit: 'DECISIONS',
  within,
  when,
  title,
  definition,
})

/** Incentives assessed and granted. */
export const incentives: TableDeclaration = {
  name: 'incentives',
  title: { nl: 'Stimulansen', en: 'Incentives' },
  definition: {
    nl: 'Stimulansen die in een jaar beoordeeld zijn, en de beslissingen tot de teldag. Plaats: gemeente op de teldag, anders gemeente bij instroom.',
    en: 'Incentives assessed in a year, and the decisions up to the day of counting. Place: municipality on that day, otherwise municipality at inflow.',
  },
  content: ({ place }) => ({
    unit: 'DECISIONS',
    sources: ['INCENTIVE'],
    // A decision tells of a benefit, a duty or an exemption.
    sensitive: true,
    dimensions: [place, GRANTOR],
    counts: [
      count(
        'ASSESSED',
        null,
        'true',
        { nl: 'Beoordeeld', en: 'Assessed' },
        { nl: 'Beoordelingen geopend in de periode.', en: 'Assessments opened in the period.' },
      ),
      count(
        'DECIDED',
        'ASSESSED',
        'counted.decided',
        { nl: 'Beslist', en: 'Decided' },
        { nl: 'Daarvan beslist.', en: 'Of these, decided.' },
      ),
      count(
        'GRANTED',
        'DECIDED',
        'counted.granted',
        { nl: 'Toegekend', en: 'Granted' },
        { nl: 'Daarvan toegekend.', en: 'Of these, granted.' },
      ),
    ],
    shares: [
      {
        name: 'GRANTED_SHARE',
        kind: 'SHARE',
        unit: 'PERCENT',
        of: 'GRANTED',
        in: 'DECIDED',
        title: { nl: 'Toekenningsgraad', en: 'Share granted' },
        definition: {
          nl: 'Aandeel toekenningen in hele procenten, berekend uit de gepubliceerde cijfers.',
          en: 'Percentage of decisions that grant the incentive, computed from the published figures.',
        },
      },
    ],
    quantiles: [],
    margins: [[{ dimension: 'place' }], [{ dimension: 'place', depth: 1 }, { dimension: 'grantor' }]],
    insiders: [],
    overlaps: false,
    rows: ({ from, until, asOf }) => `select a.person_id, coalesce(m.home, m.place) as place, o.kind::text as grantor,
    coalesce(d.decided, false) as decided, coalesce(d.granted, false) as granted
    from incentive.assessment a join milestone m using (person_id) join directory.organisation o on o.id = a.organisation_id
    left join (select assessment_id, true as decided, bool_or(kind = 'GRANTED' and state = 'IN_FORCE') as granted
      from incentive.decision where decided_at < ${startOfDay(`date '${asOf}' + 1`)} group by 1) d on d.assessment_id = a.id
    where a.opened_at >= ${startOfDay(`date '${from}'`)} and a.opened_at < ${startOfDay(`date '${until}' + 1`)}`,
  }),
}
