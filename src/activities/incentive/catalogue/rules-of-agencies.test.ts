/** Specification of the incentives that the agencies and the OCMWs grant: what the owners say, and what the rule says of it. */
import { type RuleCase, testRule } from '../../../../test/support/incentive-probe.ts'

// Integration facts are fresh for 31, 62 or 92 days; the first day that is too old is one more.
const [FRESH_31, STALE_31] = ['2026-10-23', '2026-10-22']
const [FRESH_92, STALE_92] = ['2026-08-23', '2026-08-22']

/** Whoever is in the target group, entitled or obliged, under rules with a fee; and what VDAB says of who is registered. */
const MEMBER = { inTargetGroup: true, contractBeforeFee: false } as const
const JOBSEEKER = { ...MEMBER, jobseekerRegistered: true } as const
const OF_MEMBER = ['TARGET_GROUP:MET', 'FEE_DUE:MET']
const UNTOLD = ['TARGET_GROUP:UNKNOWN', 'FEE_DUE:MET']
const LED_TO = [...OF_MEMBER, 'JOBSEEKER:MET']

testRule('fee-exemption', [
  [
    'a jobseeker with a living wage: entitled or obliged, which the rule does not ask',
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
    'a person outside the target group, whatever the grounds are',
    { ...JOBSEEKER, inTargetGroup: false, livingWageAsGround: true },
    'NOT_ELIGIBLE',
    ['TARGET_GROUP:UNMET'],
  ],
  [
    'a contract from before the fee: there is nothing to be exempted from',
    { ...JOBSEEKER, contractBeforeFee: true, livingWageAsGround: true },
    'NOT_ELIGIBLE',
    ['TARGET_GROUP:MET', 'FEE_DUE:UNMET'],
  ],
  [
    'a person of whose contracts nothing is known: no ground is looked for',
    { ...JOBSEEKER, contractBeforeFee: null, livingWageAsGround: true },
    'UNKNOWN',
    ['TARGET_GROUP:MET', 'FEE_DUE:UNKNOWN'],
  ],
  [
    'a contract of which the last word is 93 days old: nor',
    { ...JOBSEEKER, contractBeforeFee: [false, STALE_92], livingWageAsGround: true },
    'UNKNOWN',
    ['TARGET_GROUP:MET', 'FEE_DUE:UNKNOWN'],
  ],
  ...(['livingWageAsGround', 'entitledToBenefitAsGround', 'reimbursementAsGround'] as const).map(
    (ground): RuleCase => [
      `${ground} alone`,
      { ...JOBSEEKER, livingWageAsGround: false, entitledToBenefitAsGround: false, reimbursementAsGround: false, [ground]: true },
      'ELIGIBLE',
      [...LED_TO, 'EXEMPTION_GROUND:MET'],
    ],
  ),
  [
    'a person who is not registered, whose ground could only be one of the OCMW: it is not looked for',
    { ...MEMBER, jobseekerRegistered: false, livingWageAsGround: true },
    'NOT_ELIGIBLE',
    [...OF_MEMBER, 'JOBSEEKER:UNMET'],
  ],
  [
    'a person of whom VDAB says nothing: nor',
    { ...MEMBER, jobseekerRegistered: null, livingWageAsGround: true },
    'UNKNOWN',
    [...OF_MEMBER, 'JOBSEEKER:UNKNOWN'],
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
      inTargetGroup: [true, FRESH_92],
      contractBeforeFee: [false, FRESH_92],
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
    'a status of which the last word is 93 days old: nobody knows whether the person is in the target group, and no ground is looked for',
    { ...JOBSEEKER, inTargetGroup: [true, STALE_92], livingWageAsGround: true },
    'UNKNOWN',
    UNTOLD,
  ],
  [
    'the same without any ground: the outcome does not tell that either',
    {
      ...JOBSEEKER,
      inTargetGroup: [true, STALE_92],
      livingWageAsGround: false,
      entitledToBenefitAsGround: false,
      reimbursementAsGround: false,
    },
    'UNKNOWN',
    UNTOLD,
  ],
  ['nobody knows anything', {}, 'UNKNOWN', ['TARGET_GROUP:UNKNOWN', 'FEE_DUE:UNKNOWN']],
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
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: false, gpmiSomeObjectiveReached: false },
    'NOT_ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNMET'],
  ],
  [
    'one of several objectives reached: a partial result',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: false, gpmiSomeObjectiveReached: true },
    'PARTIALLY_ELIGIBLE',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNMET'],
  ],
  [
    'one of several reached, and of the others nothing known: all or some',
    { gpmiHasIntegrationObjective: true, gpmiSomeObjectiveReached: true },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNKNOWN'],
  ],
  [
    'not all reached, and not known whether one is',
    { gpmiHasIntegrationObjective: true, gpmiObjectiveReached: false },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:MET', 'OBJECTIVE_REACHED:UNKNOWN'],
  ],
  [
    'one of several reached in a project of which nothing is known',
    { gpmiObjectiveReached: false, gpmiSomeObjectiveReached: true },
    'UNKNOWN',
    ['OBJECTIVE_AGREED:UNKNOWN'],
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
