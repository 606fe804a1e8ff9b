/** Statistics table STOCK. */
import { columnOf } from '../../../base/columns.ts'
import type { Terms } from '../../../query/declare.ts'
import { rowsInForce, shownBy } from '../../../query/fact-sql.ts'
import { flatDimension } from './flat.ts'
import type { DimensionSpec, TableDeclaration } from './table.ts'

/** Levers on the day of counting. */
const LEVER_ON_DAY = flatDimension({
  name: 'lever',
  level: 'LEVER',
  // Tells who has a benefit or living wage.
  sensitive: true,
  title: { nl: 'Hefboom', en: 'Lever' },
  definition: {
    nl: 'Dienst die de persoon op de teldag kan bereiken: het OCMW (leefloon of GPMI), anders VDAB (uitkeringsgerechtigde werkzoekende zonder werk), anders geen. Niet bekend als geen bron dekt dat er geen is.',
    en: 'Service that can reach the person on the day of counting: the OCMW (living wage or GPMI), otherwise VDAB (benefit-entitled jobseeker without work), otherwise none. Not known when no source covers that there is none.',
  },
  labels: {
    OCMW: { nl: 'OCMW', en: 'OCMW' },
    VDAB: { nl: 'VDAB', en: 'VDAB' },
    NONE: { nl: 'Geen', en: 'None' },
    NOT_KNOWN: { nl: 'Niet bekend', en: 'Not known' },
  },
})

const SINCE: DimensionSpec = flatDimension({
  name: 'since',
  level: 'SINCE',
  sensitive: false,
  title: { nl: 'Tijd sinds instroom', en: 'Time since inflow' },
  definition: { nl: 'Volle jaren tussen instroom en teldag.', en: 'Full years between inflow and the day of counting.' },
  labels: {
    YEAR_0: { nl: 'Minder dan een jaar', en: 'Less than a year' },
    YEAR_1: { nl: 'Een jaar', en: 'One year' },
    YEAR_2_UP: { nl: 'Twee jaar of meer', en: 'Two years or more' },
  },
})

/** Where facts look: at the person of a row of `milestone`. */
const TERMS: Omit<Terms, 'today'> = { column: columnOf('m'), person: 'm.person_id', organisation: 'null::int', arg: () => 'null' }

/** Entitled newcomers who have not started: the four of five of whom somebody could reach a part. */
export const stock: TableDeclaration = {
  name: 'stock',
  title: { nl: 'Rechthebbend en niet gestart', en: 'Entitled and not started' },
  definition: {
    nl: 'Rechthebbende nieuwkomers die op de teldag in Vlaanderen wonen en geen contract, attest of verklaring hebben. Plaats: gemeente op de teldag.',
    en: 'Entitled newcomers who live in Flanders on the day of counting and have no contract, certificate or statement. Place: municipality on that day.',
  },
  content: ({ place }) => ({
    unit: 'PERSONS',
    sources: ['DIRECTORY', 'INTEGRATION', 'WORK', 'LOCAL'],
    sensitive: false,
    dimensions: [place, LEVER_ON_DAY, SINCE],
    counts: [
      {
        name: 'NOT_STARTED',
        kind: 'PERSONS',
        unit: 'PERSONS',
        within: null,
        when: 'true',
        title: { nl: 'Niet gestart', en: 'Not started' },
        definition: {
          nl: 'Rechthebbend zonder contract, attest of verklaring.',
          en: 'Entitled without contract, certificate or statement.',
        },
      },
    ],
    shares: [],
    quantiles: [],
    margins: [
      [{ dimension: 'place' }, { dimension: 'lever' }],
      [{ dimension: 'place', depth: 1 }, { dimension: 'since' }],
    ],
    // Each of them can count its own clients.
    insiders: [
      { dimension: 'lever', code: 'OCMW' },
      { dimension: 'lever', code: 'VDAB' },
    ],
    overlaps: true,
    rows: ({ on }) => {
      const day = `date '${on}'`
      // Each is true, false, or null when no source covers it.
      const known = (table: string, also?: string) => `(${shownBy(rowsInForce(table, also)).value({ ...TERMS, today: day })})`
      const [ocmw, vdab] = [
        `(${known('local.living_wage')} or ${known('local.gpmi')})`,
        `(${known('work.benefit_right')} and ${known('work.jobseeker_registration')} and not ${known('work.employment', 'not fact_row.cancelled')})`,
      ]
      return `select m.person_id, m.home as place,
      case
        when ${ocmw} then 'OCMW'
        when ${vdab} then 'VDAB'
        when not ${ocmw} and not ${vdab} then 'NONE'
        else 'NOT_KNOWN'
      end as lever,
      case
        when m.inflow_on > ${day} - interval '1 year' then 'YEAR_0'
        when m.inflow_on > ${day} - interval '2 years' then 'YEAR_1'
        else 'YEAR_2_UP'
      end as since
    from milestone m
    where m.status = 'ENTITLED'
      and m.home is not null
      and m.inflow_on <= ${day}
      and (m.contract_on is null or m.contract_on > ${day})
      and (m.certificate_on is null or m.certificate_on > ${day})`
    },
  }),
}
