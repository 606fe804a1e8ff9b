import { type Columns, covering, type FactCases, type Known, testFacts } from '../../../test/support/fact-probe.ts'
import * as facts from './facts.ts'

const TODAY = '2026-11-23'
const TOMORROW = '2026-11-24'
const YESTERDAY = '2026-11-22'

type Rows = Record<string, readonly Columns[]>
type Case = FactCases['cases'][number]

const COVERED = covering('jobseekerRegistration', 'benefitRight', 'employment', 'vocationalTraining')

/** A person about whom sources cover the work domain, with these rows in it, and perhaps an integration contract. */
const dossier = (rows: Rows = {}, signed?: string): Known => ({
  rows: {
    'work.coverage': COVERED,
    ...Object.fromEntries(Object.entries(rows).map(([table, columns]) => [`work.${table}`, columns])),
    ...(signed === undefined ? {} : contract(signed)),
  },
})
/** The same about whom no source covers anything. */
const uncovered = (rows: Rows): Known => ({ rows: { ...dossier(rows).rows, 'work.coverage': [] } })
const BENEFIT_COVERED = { record_type: 'benefitRight', valid_from: '2020-01-01' }
const contract = (signed_on: string): Rows => ({
  'integration.contract': [{ signed_on, regime: 'SINCE_SEPTEMBER_2023', social_orientation: true, dutch: true, work: true }],
})
const registration = (more: Columns = {}): Rows => ({
  jobseeker_registration: [{ registered_on: '2026-01-01', category: 'FREELY_REGISTERED', valid_from: '2026-01-01', ...more }],
})
const registeredOn = (registered_on: string, valid_until: string | null = null) =>
  registration({ registered_on, valid_from: registered_on, valid_until })
const inCategory = (category: string) => dossier(registration({ category }))
const benefits = (...periods: [from: string, until: string | null][]): Known =>
  dossier({ benefit_right: periods.map(([valid_from, valid_until]) => ({ valid_from, valid_until })) })
const training = (valid_from: string, valid_until: string | null) => dossier({ vocational_training: [{ valid_from, valid_until }] })
const job = (more: Columns) => dossier({ employment: [{ declaration: 'D1', valid_from: '2026-01-01', ...more }] })

const STRANGER: Case = ['when no source covers the person', {}, null]
const NOTHING: Case = ['when sources cover the person and have nothing to show it', dossier(), 'false']

testFacts(facts, {
  jobseekerRegistered: {
    cases: [
      ['on the first day', dossier(registeredOn(TODAY)), 'true'],
      ['before the first day', dossier(registeredOn(TOMORROW)), 'false'],
      ['on the last day', dossier(registeredOn('2026-01-01', TOMORROW)), 'true'],
      ['on the day after the last', dossier(registeredOn('2026-01-01', TODAY)), 'false'],
      NOTHING,
      STRANGER,
    ],
  },
  registeredWithin60Days: {
    cases: [
      ['registered on day 60', dossier(registeredOn('2026-03-02'), '2026-01-01'), 'true'],
      ['registered on day 61', dossier(registeredOn('2026-03-03'), '2026-01-01'), 'false'],
      ['registered before the contract and still then', dossier(registeredOn('2025-01-01'), '2026-01-01'), 'true'],
      ['registered until the day before the contract', dossier(registeredOn('2025-01-01', '2026-01-01'), '2026-01-01'), 'false'],
      ['not registered on day 60', dossier({}, '2026-09-24'), null],
      ['not registered on day 61', dossier({}, '2026-09-23'), 'false'],
      ['registered without contract', dossier(registeredOn('2026-01-01')), null],
      ['a contract that is dated tomorrow', dossier(registeredOn('2026-01-01'), TOMORROW), null],
      ['too late, but VDAB does not know the person', { rows: contract('2026-01-01') }, null],
    ],
  },
  jobseekerCategoryGroup: {
    cases: [
      ['with an application for benefit', inCategory('BENEFIT_APPLICANT'), 'BENEFIT'],
      ['charged to an OCMW', inCategory('CHARGED_TO_OCMW'), 'OCMW'],
      ['freely registered', inCategory('FREELY_REGISTERED'), 'FREE'],
      ['excluded from benefit, which must not show', inCategory('EXCLUDED_FROM_BENEFIT'), 'FREE'],
      ['working', inCategory('WORKING'), 'FREE'],
      ['not registered', dossier(), null],
      STRANGER,
    ],
  },
  benefitEntitled: {
    cases: [
      ['on the first day of the right', benefits([TODAY, null]), 'true'],
      ['on the last day of the right', benefits(['2026-01-01', TOMORROW]), 'true'],
      ['on the day after the last', benefits(['2026-01-01', TODAY]), 'false'],
      NOTHING,
      STRANGER,
      [
        'when a right ended and no source covers what came after',
        uncovered({ benefit_right: [{ valid_from: '2026-01-01', valid_until: TODAY }] }),
        null,
      ],
      ['with an application for benefit, before any right is reported', uncovered(registration({ category: 'BENEFIT_APPLICANT' })), null],
      ['when a source covers registrations only', { rows: { 'work.coverage': covering('jobseekerRegistration') } }, null],
      ['when the coverage ended', { rows: { 'work.coverage': [{ ...BENEFIT_COVERED, valid_until: TODAY }] } }, null],
      ['when the coverage begins tomorrow', { rows: { 'work.coverage': [{ ...BENEFIT_COVERED, valid_from: TOMORROW }] } }, null],
      ['on the last day of the coverage', { rows: { 'work.coverage': [{ ...BENEFIT_COVERED, valid_until: TOMORROW }] } }, 'false'],
    ],
    days: [
      [
        'of the right, whatever else was said later',
        dossier({
          ...registration(),
          benefit_right: [{ valid_from: '2026-01-01', as_of: '2026-02-15' }],
          jobseeker_profile: [{ competences: [] }],
        }),
        '2026-02-15',
      ],
      [
        'of the right, and not of one that ended',
        dossier({
          benefit_right: [
            { valid_from: '2025-01-01', valid_until: '2025-06-01', as_of: YESTERDAY },
            { valid_from: '2026-01-01', as_of: '2026-02-15' },
          ],
        }),
        '2026-02-15',
      ],
      [
        'of the coverage when there is no right',
        { rows: { 'work.coverage': [{ ...BENEFIT_COVERED, as_of: '2026-11-01' }] } },
        '2026-11-01',
      ],
      [
        'of the newest word where two organisations cover it',
        {
          rows: {
            'work.coverage': [
              { ...BENEFIT_COVERED, as_of: '2026-10-01' },
              { ...BENEFIT_COVERED, organisation_id: 1, as_of: '2026-11-01' },
            ],
          },
        },
        '2026-11-01',
      ],
      ['none when nobody knows', {}, null],
    ],
  },
  benefitEndsWithin3Months: {
    cases: [
      ['when it ends in exactly three months', benefits(['2026-01-01', '2027-02-23']), 'true'],
      ['when it ends a day later', benefits(['2026-01-01', '2027-02-24']), 'false'],
      ['when no end is known', benefits(['2026-01-01', null]), null],
      ['when the next right follows and lasts', benefits(['2026-01-01', '2026-12-31'], ['2026-12-31', '2027-12-31']), 'false'],
      ['when the next right follows without known end', benefits(['2026-01-01', '2026-12-31'], ['2026-12-31', null]), null],
      ['when the right ended already', benefits(['2026-01-01', TODAY]), 'false'],
      NOTHING,
      STRANGER,
    ],
  },
  inMediation: {
    cases: [
      ['with that status', dossier(registration({ mediation_status: 'IN_MEDIATION' })), 'true'],
      ['with another status', dossier(registration({ mediation_status: 'NOT_EMPLOYABLE_LONG_TERM' })), 'false'],
      ['with that status until yesterday', dossier(registration({ mediation_status: 'IN_MEDIATION', valid_until: TODAY })), 'false'],
      NOTHING,
      STRANGER,
    ],
  },
  inTraining: {
    cases: [
      ['by mediation status', dossier(registration({ mediation_status: 'IN_TRAINING' })), 'true'],
      ['by a training in progress', training('2026-09-01', '2027-06-01'), 'true'],
      ['when the training ended yesterday', training('2026-01-01', TODAY), 'false'],
      NOTHING,
      STRANGER,
      ['when only one of both record types is covered', { rows: { 'work.coverage': covering('vocationalTraining') } }, null],
    ],
    days: [
      [
        'of the older coverage',
        {
          rows: {
            'work.coverage': [
              { record_type: 'vocationalTraining', valid_from: '2020-01-01', as_of: '2026-11-01' },
              { record_type: 'jobseekerRegistration', valid_from: '2020-01-01', as_of: '2026-11-20' },
            ],
          },
        },
        '2026-11-01',
      ],
    ],
  },
  followsAgreedTraining: {
    cases: [
      ['in a recognised training', training('2026-09-01', '2027-06-01'), 'true'],
      ['when the training ended yesterday', training('2026-01-01', TODAY), 'false'],
      ['by mediation status alone', dossier(registration({ mediation_status: 'IN_TRAINING' })), 'false'],
      NOTHING,
      STRANGER,
    ],
  },
  trainingEndMonth: {
    cases: [
      ['when the last day is the last of a month', training('2026-09-01', '2027-01-01'), '2026-12'],
      ['when the last day is the first of a month', training('2026-09-01', '2027-01-02'), '2027-01'],
      ['without known end', training('2026-09-01', null), null],
      ['when the training is over', training('2026-01-01', TODAY), null],
      STRANGER,
    ],
  },
  employed: {
    cases: [
      ['with a declaration in force', job({}), 'true'],
      ['when the employer withdrew it', job({ cancelled: true }), 'false'],
      ['when the job ended yesterday', job({ valid_until: TODAY }), 'false'],
      NOTHING,
      STRANGER,
    ],
  },
  workAsOf: {
    cases: [['with its day', { rows: { 'work.dossier': [{ as_of: YESTERDAY }] } }, YESTERDAY], STRANGER],
  },
})
