import { type Columns, covering, type FactCases, type Known, testFacts } from '../../../test/support/fact-probe.ts'
import * as facts from './facts.ts'

const TODAY = '2026-11-23'
const TOMORROW = '2026-11-24'
const YESTERDAY = '2026-11-22'
const OCMW = 4402

type Rows = Record<string, readonly Columns[]>
type Case = FactCases['cases'][number]

const COVERED = covering('livingWage', 'gpmi', 'gpmiObjective', 'article60Contract', 'socialTenancy')

/** A person about whom sources cover the local domain, with these rows in it. */
const dossier = (rows: Rows = {}): Known => ({
  rows: { 'local.coverage': COVERED, ...Object.fromEntries(Object.entries(rows).map(([table, columns]) => [`local.${table}`, columns])) },
})
const projectCoverage = (organisation_id: number) => covering('gpmi', 'gpmiObjective').map((coverage) => ({ ...coverage, organisation_id }))
const livingWage = (more: Columns = {}) => dossier({ living_wage: [{ organisation_id: OCMW, valid_from: '2026-01-01', ...more }] })
const gpmi = (more: Columns = {}): Rows => ({
  gpmi: [{ organisation_id: OCMW, type: 'SOCIAL_INTEGRATION', valid_from: '2026-01-01', ...more }],
})
const objective = (more: Columns): Rows => ({ gpmi_objective: [{ organisation_id: OCMW, kind: 'DUTCH', ...more }] })
const evaluations = (planned: Columns[], project: Columns = {}) =>
  dossier({ ...gpmi(project), gpmi_evaluation: planned.map((row) => ({ organisation_id: OCMW, ...row })) })
const article60 = (...periods: [from: string, until: string | null][]) =>
  dossier({ article60_contract: periods.map(([valid_from, valid_until]) => ({ valid_from, valid_until })) })
const tenancy = (more: Columns) => dossier({ social_tenancy: [{ tenant: true, valid_from: '2024-01-01', ...more }] })
const household = (size: number, children_under_12: number, valid_until: string | null = null) =>
  dossier({ household: [{ size, children_under_12, valid_from: '2026-01-01', valid_until }] })
const statutes = (...named: [name: string, applies: boolean, until?: string][]) =>
  dossier({
    social_statute: named.map(([name, applies, valid_until = null]) => ({ name, applies, valid_from: '2026-01-01', valid_until })),
  })

const STRANGER: Case = ['when no source covers the person', {}, null]
const NOTHING: Case = ['when sources cover the person and have nothing to show it', dossier(), 'false']

const PAID: Case[] = [
  ['on the first day', livingWage({ valid_from: TODAY }), 'true'],
  ['before the first day', livingWage({ valid_from: TOMORROW }), 'false'],
  ['on the last day', livingWage({ valid_until: TOMORROW }), 'true'],
  ['on the day after the last', livingWage({ valid_until: TODAY }), 'false'],
  ['by equivalent aid, without telling so', livingWage({ equivalent: true }), 'true'],
  NOTHING,
  STRANGER,
  ['when a source covers other aid of the OCMW only', { rows: { 'local.coverage': covering('gpmi', 'article60Contract') } }, null],
]

testFacts(
  facts,
  {
    receivesLivingWage: { cases: PAID },
    chargedToOcmw: { cases: PAID },
    gpmiExists: {
      cases: [
        ['with a project in force', dossier(gpmi()), 'true'],
        ['with a project that ended yesterday', dossier(gpmi({ valid_until: TODAY })), 'false'],
        NOTHING,
        STRANGER,
      ],
    },
    gpmiHasIntegrationObjective: {
      cases: [
        ['on Dutch', dossier({ ...gpmi(), ...objective({ agreed_on: TODAY }) }), 'true'],
        ['on social orientation', dossier({ ...gpmi(), ...objective({ kind: 'SOCIAL_ORIENTATION', agreed_on: '2026-02-01' }) }), 'true'],
        ['on debts only', dossier({ ...gpmi(), ...objective({ kind: 'OTHER', agreed_on: '2026-02-01' }) }), 'false'],
        ['from tomorrow', dossier({ ...gpmi(), ...objective({ agreed_on: TOMORROW }) }), 'false'],
        ['of an earlier project', dossier({ ...gpmi(), ...objective({ agreed_on: '2025-02-01' }) }), 'false'],
        [
          'at another OCMW',
          dossier({ ...gpmi({ organisation_id: OCMW + 1 }), ...objective({ organisation_id: OCMW + 1, agreed_on: TODAY }) }),
          'false',
        ],
        ["of another OCMW's project", dossier({ ...gpmi(), ...objective({ organisation_id: OCMW + 1, agreed_on: TODAY }) }), 'false'],
        STRANGER,
        ['when its own OCMW covers projects and objectives', { rows: { 'local.coverage': projectCoverage(OCMW) } }, 'false'],
        ['when another OCMW covers projects and objectives', { rows: { 'local.coverage': projectCoverage(OCMW + 1) } }, null],
      ],
      days: [
        [
          'of the older of project and objective',
          dossier({
            ...gpmi({ as_of: '2026-11-01' }),
            gpmi_objective: [{ organisation_id: OCMW, kind: 'DUTCH', agreed_on: '2026-02-01', as_of: '2026-10-01' }],
          }),
          '2026-10-01',
        ],
      ],
    },
    gpmiWorkOriented: {
      cases: [
        ['towards employment', dossier(gpmi({ type: 'EMPLOYMENT' })), 'true'],
        ['towards training', dossier(gpmi({ type: 'TRAINING' })), 'true'],
        ['towards study', dossier(gpmi({ type: 'STUDY' })), 'false'],
        ['towards employment until yesterday', dossier(gpmi({ type: 'EMPLOYMENT', valid_until: TODAY })), 'false'],
        NOTHING,
        STRANGER,
      ],
    },
    nextEvaluationMonth: {
      cases: [
        ['of the first that is planned', evaluations([{ planned_on: '2027-03-01' }, { planned_on: '2026-12-31' }]), '2026-12'],
        ['planned today', evaluations([{ planned_on: TODAY }]), '2026-11'],
        ['planned yesterday', evaluations([{ planned_on: YESTERDAY }]), null],
        ['held already', evaluations([{ planned_on: TOMORROW, held_on: TODAY }]), null],
        ['of a project of another OCMW', evaluations([{ planned_on: TOMORROW }], { organisation_id: OCMW + 1 }), null],
        ['of a project that ended', evaluations([{ planned_on: TOMORROW }], { valid_until: TODAY }), null],
        STRANGER,
      ],
    },
    article60Contract: {
      cases: [
        ['on the last day', article60(['2026-01-01', TOMORROW]), 'true'],
        ['on the day after the last', article60(['2026-01-01', TODAY]), 'false'],
        NOTHING,
        STRANGER,
      ],
    },
    article60EndMonth: {
      cases: [
        ['when the last day is the last of a month', article60(['2026-01-01', '2027-01-01']), '2026-12'],
        ['when the last day is the first of a month', article60(['2026-01-01', '2027-01-02']), '2027-01'],
        ['without known end', article60(['2026-01-01', null]), null],
        ['when the contract is over', article60(['2026-01-01', TODAY]), null],
        STRANGER,
      ],
    },
    housingLanguageDuty: {
      cases: [
        ['of a tenant', tenancy({}), 'true'],
        ['of a candidate', tenancy({ tenant: false }), 'false'],
        ['of a tenant who left yesterday', tenancy({ valid_until: TODAY }), 'false'],
        NOTHING,
        STRANGER,
      ],
    },
    householdSizeBand: {
      cases: [
        ['of one', household(1, 0), 'ONE'],
        ['of two', household(2, 0), 'TWO'],
        ['of three', household(3, 0), 'THREE_OR_FOUR'],
        ['of four', household(4, 0), 'THREE_OR_FOUR'],
        ['of five', household(5, 0), 'FIVE_OR_MORE'],
        ['of a household that is no longer', household(4, 2, TODAY), null],
        STRANGER,
      ],
    },
    hasChildrenUnder12: {
      cases: [
        ['with one', household(2, 1), 'true'],
        ['without', household(2, 0), 'false'],
        ['when the household is unknown', dossier(), null],
      ],
    },
    increasedReimbursement: {
      cases: [
        ['of the person', statutes(['BIM_BVT', true], ['BIM_BVT_IN_FAMILY', false]), 'true'],
        ['of the family', statutes(['BIM_BVT', false], ['BIM_BVT_IN_FAMILY', true]), 'true'],
        ['of nobody', statutes(['BIM_BVT', false]), 'false'],
        ['when it ended yesterday', statutes(['BIM_BVT', true, TODAY]), null],
        ['when only a combined statute was asked', statutes(['PCSA_AND_BIM_HELP', true]), null],
        STRANGER,
        [
          'when the social security says so of somebody whom no OCMW knows',
          { rows: { 'local.social_statute': [{ name: 'BIM_BVT', applies: true, valid_from: '2026-01-01' }] } },
          'true',
        ],
      ],
      days: [
        [
          'of the statute',
          { rows: { 'local.social_statute': [{ name: 'BIM_BVT', applies: true, valid_from: '2026-01-01', as_of: '2026-11-03' }] } },
          '2026-11-03',
        ],
      ],
    },
    localAsOf: {
      cases: [['with its day', { rows: { 'local.dossier': [{ as_of: YESTERDAY }] } }, YESTERDAY], STRANGER],
    },
  },
  { organisation: OCMW },
)
