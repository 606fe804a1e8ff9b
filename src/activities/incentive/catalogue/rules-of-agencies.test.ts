/** Specification of the incentives that the agencies and the OCMWs grant: what the owners say, and what the rule says of it. */
import { testRule } from '../../../../test/support/incentive-probe.ts'

// Integration facts are fresh for 31, 62 or 92 days; the first day that is too old is one more.
const [FRESH_31, STALE_31] = ['2026-10-23', '2026-10-22']
const [FRESH_92, STALE_92] = ['2026-08-23', '2026-08-22']

/** What VDAB says of who is registered. */
const JOBSEEKER = { entitled: true, jobseekerRegistered: true } as const
const LED_TO = ['ENTITLED:MET', 'JOBSEEKER:MET']

testRule('fee-exemption', [
  [
    'an entitled jobseeker with a living wage',
    { ...JOBSEEKER, livingWageAsGround: true, entitledToBenefitAsGround: false, reimbursementAsGround: false },
    'ELIGIBLE',
    [...LED_TO, 'EXEMPTION_GROUND:MET'],
  ],
  [
    'one ground is enough when the others are not known',
    { ...JOBSEEKER, entitledToBenefitAsGround: true },
    'ELIGIBLE',
    [...LED_TO, 'EXEMPTION_GROUND:MET'],
  ],
  [
    'an obliged person, whatever the grounds are',
    { ...JOBSEEKER, entitled: false, livingWageAsGround: true },
    'NOT_ELIGIBLE',
    ['ENTITLED:UNMET'],
  ],
  [
    'a person who is not registered, whose ground could only be one of the OCMW: it is not looked for',
    { entitled: true, jobseekerRegistered: false, livingWageAsGround: true },
    'NOT_ELIGIBLE',
    ['ENTITLED:MET', 'JOBSEEKER:UNMET'],
  ],
  [
    'a person of whom VDAB says nothing: nor',
    { entitled: true, jobseekerRegistered: null, livingWageAsGround: true },
    'UNKNOWN',
    ['ENTITLED:MET', 'JOBSEEKER:UNKNOWN'],
  ],
  [
    'no ground at any source',
    { ...JOBSEEKER, livingWageAsGround: false, entitledToBenefitAsGround: false, reimbursementAsGround: false },
    'NOT_ELIGIBLE',
    [...LED_TO, 'EXEMPTION_GROUND:UNMET'],
  ],
  [
    'no ground at two sources, and a third that does not know the person: unknown, not refused',
    { ...JOBSEEKER, livingWageAsGround: null, entitledToBenefitAsGround: false, reimbursementAsGround: false },
    'UNKNOWN',
    [...LED_TO, 'EXEMPTION_GROUND:UNKNOWN'],
  ],
  [
    'a living wage of which the last word is 31 days old',
    {
      entitled: [true, FRESH_92],
      jobseekerRegistered: [true, FRESH_31],
      livingWageAsGround: [true, FRESH_31],
      entitledToBenefitAsGround: false,
      reimbursementAsGround: false,
    },
    'ELIGIBLE',
    [...LED_TO, 'EXEMPTION_GROUND:MET'],
  ],
  [
    'a living wage of which the last word is 32 days old',
    { ...JOBSEEKER, livingWageAsGround: [true, STALE_31], entitledToBenefitAsGround: false, reimbursementAsGround: false },
    'UNKNOWN',
    [...LED_TO, 'EXEMPTION_GROUND:UNKNOWN'],
  ],
  [
    'a status of which the last word is 93 days old: nobody knows whether the person is entitled, and no ground is looked for',
    { ...JOBSEEKER, entitled: [true, STALE_92], livingWageAsGround: true },
    'UNKNOWN',
    ['ENTITLED:UNKNOWN'],
  ],
  [
    'the same without any ground: the outcome does not tell that either',
    {
      ...JOBSEEKER,
      entitled: [true, STALE_92],
      livingWageAsGround: false,
      entitledToBenefitAsGround: false,
      reimbursementAsGround: false,
    },
    'UNKNOWN',
    ['ENTITLED:UNKNOWN'],
  ],
  ['nobody knows anything', {}, 'UNKNOWN', ['ENTITLED:UNKNOWN']],
])

testRule('second-test', [
  [
    'one failed test after a course that was followed',
    { orientationTestFailedOnce: true, orientationCourseFinished: true },
    'ELIGIBLE',
    ['FAILED_ONCE:MET', 'COURSE_FOLLOWED:MET'],
  ],
  ['two failed tests', { orientationTestFailedOnce: false, orientationCourseFinished: true }, 'NOT_ELIGIBLE', ['FAILED_ONCE:UNMET']],
  [
    'a course that was not followed, whatever the test',
    { orientationCourseFinished: false },
    'NOT_ELIGIBLE',
    ['FAILED_ONCE:UNKNOWN', 'COURSE_FOLLOWED:UNMET'],
  ],
  ['attendance unknown', { orientationTestFailedOnce: true }, 'UNKNOWN', ['FAILED_ONCE:MET', 'COURSE_FOLLOWED:UNKNOWN']],
  [
    'a result on the last fresh day',
    { orientationTestFailedOnce: [true, FRESH_31], orientationCourseFinished: [true, FRESH_92] },
    'ELIGIBLE',
    ['FAILED_ONCE:MET', 'COURSE_FOLLOWED:MET'],
  ],
  [
    'a result a day older',
    { orientationTestFailedOnce: [true, STALE_31], orientationCourseFinished: true },
    'UNKNOWN',
    ['FAILED_ONCE:UNKNOWN', 'COURSE_FOLLOWED:MET'],
  ],
])

testRule('gpmi-objective', [
  [
    'the objective of the own project reached',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: true },
    'ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:MET'],
  ],
  [
    'the objective not reached yet',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: false },
    'NOT_ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNMET'],
  ],
  [
    'no such objective in the project: the dossier is not even needed',
    { gpmiHasIntegrationObjective: false },
    'NOT_ELIGIBLE',
    ['OBJECTIVE_AGREED:UNMET'],
  ],
  [
    'an objective whose goal is unclear',
    { gpmiHasIntegrationObjective: true },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNKNOWN'],
  ],
  [
    'a word of the agency on the last fresh day',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: [true, FRESH_31] },
    'ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:MET'],
  ],
  [
    'an objective that was reached long ago stays reached',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: [true, '2024-01-01'] },
    'ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:MET'],
  ],
  [
    'a negative word of the agency that is a day too old: unknown, not refused',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: [false, STALE_31] },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNKNOWN'],
  ],
])

testRule('gpmi-deferral', [
  [
    'a trajectory on hold',
    { gpmiHasIntegrationObjective: true, trajectoryContinuity: 'ON_HOLD' },
    'ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'TRAJECTORY_ON_HOLD:MET'],
  ],
  [
    'an active trajectory',
    { gpmiHasIntegrationObjective: true, trajectoryContinuity: 'ACTIVE' },
    'NOT_ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'TRAJECTORY_ON_HOLD:UNMET'],
  ],
  [
    'a trajectory that ended',
    { gpmiHasIntegrationObjective: true, trajectoryContinuity: 'ENDED' },
    'NOT_ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'TRAJECTORY_ON_HOLD:UNMET'],
  ],
  [
    'a trajectory of which nothing is known',
    { gpmiHasIntegrationObjective: true },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:MET', 'TRAJECTORY_ON_HOLD:UNKNOWN'],
  ],
  [
    'on hold on the last fresh day',
    { gpmiHasIntegrationObjective: true, trajectoryContinuity: ['ON_HOLD', FRESH_31] },
    'ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'TRAJECTORY_ON_HOLD:MET'],
  ],
  [
    'on hold by a word that is a day too old',
    { gpmiHasIntegrationObjective: true, trajectoryContinuity: ['ON_HOLD', STALE_31] },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:MET', 'TRAJECTORY_ON_HOLD:UNKNOWN'],
  ],
])

testRule('benefit-bridge', [
  [
    'a benefit that ends, without work',
    { benefitEndsWithin3Months: true, employed: false },
    'ELIGIBLE',
    ['BENEFIT_ENDS:MET', 'WITHOUT_WORK:MET'],
  ],
  ['a benefit that goes on', { benefitEndsWithin3Months: false, employed: false }, 'NOT_ELIGIBLE', ['BENEFIT_ENDS:UNMET']],
  ['with work', { benefitEndsWithin3Months: true, employed: true }, 'NOT_ELIGIBLE', ['BENEFIT_ENDS:MET', 'WITHOUT_WORK:UNMET']],
  ['withheld, because the person did not ask', { employed: false }, 'UNKNOWN', ['BENEFIT_ENDS:UNKNOWN']],
  [
    'a word of VDAB on the last fresh day',
    { benefitEndsWithin3Months: [true, FRESH_31], employed: [false, FRESH_31] },
    'ELIGIBLE',
    ['BENEFIT_ENDS:MET', 'WITHOUT_WORK:MET'],
  ],
  [
    'a word of VDAB that is a day too old',
    { benefitEndsWithin3Months: [true, STALE_31], employed: false },
    'UNKNOWN',
    ['BENEFIT_ENDS:UNKNOWN'],
  ],
])

testRule('housing-language-duty', [
  [
    'a tenant who meets the duty',
    { housingLanguageDuty: true, meetsHousingLanguageDuty: true },
    'ELIGIBLE',
    ['HAS_DUTY:MET', 'DUTY_MET:MET'],
  ],
  [
    'a tenant who does not meet it yet',
    { housingLanguageDuty: true, meetsHousingLanguageDuty: false },
    'NOT_ELIGIBLE',
    ['HAS_DUTY:MET', 'DUTY_MET:UNMET'],
  ],
  ['a person without the duty', { housingLanguageDuty: false }, 'NOT_ELIGIBLE', ['HAS_DUTY:UNMET']],
  ['a duty that no source knows', { meetsHousingLanguageDuty: true }, 'UNKNOWN', ['HAS_DUTY:UNKNOWN', 'DUTY_MET:MET']],
  [
    'a duty met long ago stays met',
    { housingLanguageDuty: [true, FRESH_92], meetsHousingLanguageDuty: [true, '2024-01-01'] },
    'ELIGIBLE',
    ['HAS_DUTY:MET', 'DUTY_MET:MET'],
  ],
  [
    'a tenancy of which the last word is 93 days old',
    { housingLanguageDuty: [true, STALE_92], meetsHousingLanguageDuty: true },
    'UNKNOWN',
    ['HAS_DUTY:UNKNOWN', 'DUTY_MET:MET'],
  ],
])
