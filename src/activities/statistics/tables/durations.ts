/** Statistics table DURATIONS. */
import { STATUS } from './flat.ts'
import type { Bilingual, CountSpec, QuantileSpec, TableDeclaration } from './table.ts'

/** One step: from which milestone to which, both columns of `milestone`. */
type Step = { name: string; from: string; to: string; title: Bilingual }

const STEPS: readonly Step[] = [
  { name: 'REGISTRATION', from: 'inflow_on', to: 'registered_on', title: { nl: 'Instroom tot aanmelding', en: 'Inflow to registration' } },
  { name: 'CONTRACT', from: 'registered_on', to: 'contract_on', title: { nl: 'Aanmelding tot contract', en: 'Registration to contract' } },
  {
    name: 'SOCIAL_ORIENTATION',
    from: 'contract_on',
    to: 'orientation_on',
    title: { nl: 'Contract tot MO geslaagd', en: 'Contract to social orientation passed' },
  },
  { name: 'DUTCH_A2', from: 'contract_on', to: 'a2_on', title: { nl: 'Contract tot NT2 A2', en: 'Contract to Dutch A2' } },
  {
    name: 'VDAB',
    from: 'contract_on',
    to: 'vdab_on',
    title: { nl: 'Contract tot inschrijving VDAB', en: 'Contract to registration with VDAB' },
  },
  { name: 'CERTIFICATE', from: 'contract_on', to: 'certificate_on', title: { nl: 'Contract tot attest', en: 'Contract to certificate' } },
  { name: 'WORK', from: 'contract_on', to: 'work_on', title: { nl: 'Contract tot werk', en: 'Contract to work' } },
]

const toCount = ({ name, title }: Step): CountSpec => ({
  name: `${name}_PERSONS`,
  kind: 'PERSONS',
  unit: 'PERSONS',
  within: null,
  when: `counted.${name.toLowerCase()}_days is not null`,
  title: { nl: `${title.nl}: personen`, en: `${title.en}: persons` },
  definition: { nl: 'Personen die deze stap in de periode afrondden.', en: 'Persons who completed this step in the period.' },
})

const QUARTILES = [
  { suffix: 'P25', fraction: 0.25, nl: 'een kwart', en: 'a quarter' },
  { suffix: 'MEDIAN', fraction: 0.5, nl: 'de helft', en: 'half' },
  { suffix: 'P75', fraction: 0.75, nl: 'drie kwart', en: 'three quarters' },
] as const

const toQuartiles = ({ name, title }: Step): QuantileSpec[] =>
  QUARTILES.map(({ suffix, fraction, nl, en }) => ({
    name: `${name}_${suffix}`,
    kind: 'QUANTILE',
    unit: 'DAYS',
    of: `${name}_PERSONS`,
    value: `counted.${name.toLowerCase()}_days`,
    fraction,
    title: { nl: `${title.nl}: dagen, ${suffix}`, en: `${title.en}: days, ${suffix}` },
    definition: {
      nl: `Aantal dagen waarbinnen ${nl} van deze personen de stap zette, afgerond op vijf dagen.`,
      en: `Number of days within which ${en} of these persons took the step, rounded to five days.`,
    },
  }))

/** How long each step took, for those who completed it in the period. */
export const durations: TableDeclaration = {
  name: 'durations',
  title: { nl: 'Doorlooptijden', en: 'Durations' },
  definition: {
    nl: 'Mediaan en kwartielen van de tijd per stap, voor personen die de stap in de periode afrondden. Kwartielen vanaf 20 personen. Plaats: gemeente bij instroom.',
    en: 'Median and quartiles of the time per step, for persons who completed the step in the period. Quartiles from 20 persons. Place: municipality at inflow.',
  },
  content: ({ place }) => ({
    unit: 'DAYS',
    sources: ['DIRECTORY', 'INTEGRATION', 'WORK'],
    sensitive: false,
    dimensions: [place, STATUS],
    counts: STEPS.map(toCount),
    shares: [],
    quantiles: STEPS.flatMap(toQuartiles),
    margins: [[{ dimension: 'place' }], [{ dimension: 'place', depth: 1 }, { dimension: 'status' }]],
    insiders: [],
    overlaps: false,
    rows: ({ from, until }) => {
      const days = STEPS.map(
        ({ name, from: start, to }) =>
          `case when m.${to} between date '${from}' and date '${until}' and m.${to} >= m.${start} then m.${to} - m.${start} end as ${name.toLowerCase()}_days`,
      )
      return `select m.person_id, m.place, m.status, ${days.join(', ')} from milestone m`
    },
  }),
}
