/** Statistics table FUNNEL. */
import { flatDimension, quarterOf, quartersOf, STATUS } from './flat.ts'
import type { Bilingual, CountSpec, TableDeclaration } from './table.ts'

const LEVER = flatDimension({
  name: 'lever',
  level: 'LEVER',
  // Tells who had a benefit or living wage.
  sensitive: true,
  title: { nl: 'Hefboom', en: 'Lever' },
  definition: {
    nl: 'Dienst die de nieuwkomer kende vóór het contract: het OCMW (leefloon of GPMI), anders VDAB (inschrijving als werkzoekende), anders geen. Niet bekend als geen bron dekt dat er geen was.',
    en: 'Service that knew the newcomer before the contract: the OCMW (living wage or GPMI), otherwise VDAB (registration as a jobseeker), otherwise none. Not known when no source covers that there was none.',
  },
  labels: {
    OCMW: { nl: 'OCMW', en: 'OCMW' },
    VDAB: { nl: 'VDAB', en: 'VDAB' },
    NONE: { nl: 'Geen', en: 'None' },
    NOT_KNOWN: { nl: 'Niet bekend', en: 'Not known' },
  },
})

const step = (name: string, within: string | null, when: string, title: Bilingual, definition: Bilingual): CountSpec => ({
  name,
  kind: 'PERSONS',
  unit: 'PERSONS',
  within,
  when,
  title,
  definition,
})

const afterContract = (name: string, when: string, title: Bilingual, definition: Bilingual): CountSpec =>
  step(name, 'CONTRACT', `counted.contract_on is not null and ${when}`, title, {
    nl: `Met een contract; ${definition.nl}`,
    en: `With a contract; ${definition.en}`,
  })

const STEPS: readonly CountSpec[] = [
  step(
    'INFLOW',
    null,
    'true',
    { nl: 'Instroom', en: 'Inflow' },
    {
      nl: 'Personen uit de doelgroep met een eerste inschrijving in Vlaanderen (of 18e verjaardag) in de periode.',
      en: 'Persons in the target group who were first registered in Flanders (or turned 18) in the period.',
    },
  ),
  step(
    'REACHED',
    'INFLOW',
    'counted.reached_on is not null',
    { nl: 'Bereikt', en: 'Reached' },
    {
      nl: 'Bereikt: doorverwezen naar een agentschap, of aangemeld bij een agentschap.',
      en: 'Reached: referred to an agency, or registered with an agency.',
    },
  ),
  step(
    'REGISTERED',
    'REACHED',
    'counted.registered_on is not null',
    { nl: 'Aangemeld', en: 'Registered' },
    {
      nl: 'Aangemeld bij een agentschap.',
      en: 'Registered with an agency.',
    },
  ),
  step(
    'CONTRACT',
    'REGISTERED',
    'counted.contract_on is not null',
    { nl: 'Contract', en: 'Contract' },
    {
      nl: 'Inburgeringscontract ondertekend.',
      en: 'Integration contract signed.',
    },
  ),
  afterContract(
    'SOCIAL_ORIENTATION',
    'counted.orientation_on is not null',
    { nl: 'MO geslaagd', en: 'Social orientation passed' },
    {
      nl: 'geslaagd voor maatschappelijke oriëntatie.',
      en: 'passed social orientation.',
    },
  ),
  afterContract(
    'DUTCH_A2',
    'counted.a2_on is not null',
    { nl: 'NT2 A2', en: 'Dutch A2' },
    {
      nl: 'niveau A2 behaald, mondeling of schriftelijk.',
      en: 'reached level A2, orally or in writing.',
    },
  ),
  afterContract(
    'VDAB_60_DAYS',
    'counted.vdab_on <= counted.contract_on + 60',
    { nl: 'VDAB binnen 60 dagen', en: 'VDAB within 60 days' },
    {
      nl: 'ingeschreven bij VDAB binnen 60 dagen na ondertekening.',
      en: 'registered with VDAB within 60 days after signing.',
    },
  ),
  afterContract(
    'PARTICIPATION',
    'counted.participation_on is not null',
    { nl: 'Participatie', en: 'Participation' },
    {
      nl: '40 uur participatie- en netwerktraject.',
      en: '40 hours of the participation and network track.',
    },
  ),
  afterContract(
    'CERTIFICATE',
    'counted.certificate_on is not null',
    { nl: 'Attest', en: 'Certificate' },
    {
      nl: 'attest van inburgering of verklaring van geleverde inspanningen.',
      en: 'certificate of integration or statement of effort.',
    },
  ),
  afterContract(
    'WORK_OR_B1',
    '(counted.work_on is not null or counted.b1_on is not null)',
    { nl: 'Werk of B1', en: 'Work or B1' },
    {
      nl: 'werk begonnen na ondertekening, of niveau B1 behaald.',
      en: 'started work after signing, or reached level B1.',
    },
  ),
]

/** How far the newcomers of a year came, up to the day of counting. */
export const funnel: TableDeclaration = {
  name: 'funnel',
  title: { nl: 'Trechter: van instroom tot werk of B1', en: 'Funnel: from inflow to work or B1' },
  definition: {
    nl: 'Nieuwkomers van een jaar, en de stappen in hun inburgering tot de teldag. Een stap telt zodra hij gezet is. Stappen na het contract hoeven niet in volgorde te komen. Plaats: gemeente bij instroom.',
    en: 'Newcomers of a year, and the steps in their integration up to the day of counting. A step counts once it is taken. Steps after the contract may come in any order. Place: municipality at inflow.',
  },
  content: ({ place, period }) => ({
    unit: 'PERSONS',
    sources: ['DIRECTORY', 'INTEGRATION', 'WORK', 'LOCAL'],
    sensitive: false,
    dimensions: [place, STATUS, quartersOf(period, { nl: 'Kwartaal van instroom (cohorte).', en: 'Quarter of inflow (cohort).' }), LEVER],
    counts: STEPS,
    shares: [],
    quantiles: [],
    margins: [
      [{ dimension: 'place' }],
      [{ dimension: 'place', depth: 1 }, { dimension: 'status' }, { dimension: 'quarter' }],
      [{ dimension: 'lever' }],
    ],
    insiders: [],
    overlaps: false,
    rows: ({ from, until }) => `select m.*, ${quarterOf('m.inflow_on')} as quarter,
    case when m.support_on <= coalesce(m.contract_on, 'infinity') then 'OCMW' when m.jobseeker_on <= coalesce(m.contract_on, 'infinity') then 'VDAB'
      when m.support_covered and m.jobseeker_covered then 'NONE' else 'NOT_KNOWN' end as lever
    from milestone m where m.inflow_on between date '${from}' and date '${until}'`,
  }),
}
