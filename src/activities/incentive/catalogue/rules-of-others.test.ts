/** Specification of the incentives that VDAB and the municipalities grant: what the owners say, and what the rule says of it. */
import { testRule } from '../../../../test/support/incentive-probe.ts'

const [FRESH_31, STALE_31] = ['2026-10-23', '2026-10-22']
const [FRESH_62, STALE_62] = ['2026-09-22', '2026-09-21']

for (const [id, code] of [
  ['ceremony-invitation', 'TRACK_FULFILLED'],
  ['nationality-orientation', 'INTEGRATION_PROOF'],
] as const)
  testRule(id, [
    ['with a certificate or a statement of effort', { trackFulfilled: true }, 'ELIGIBLE', [`${code}:MET`]],
    ['with one of which the word is old: it stays', { trackFulfilled: [true, '2020-01-01'] }, 'ELIGIBLE', [`${code}:MET`]],
    ['with neither', { trackFulfilled: false }, 'NOT_ELIGIBLE', [`${code}:UNMET`]],
    ['with neither on the last fresh day', { trackFulfilled: [false, FRESH_62] }, 'NOT_ELIGIBLE', [`${code}:UNMET`]],
    ['with neither by a word that is a day too old', { trackFulfilled: [false, STALE_62] }, 'UNKNOWN', [`${code}:UNKNOWN`]],
    ['when the agencies do not know the person', {}, 'UNKNOWN', [`${code}:UNKNOWN`]],
  ])

testRule('completion-premium', [
  [
    'a certificate or a statement of effort in time',
    { trackFulfilled: true, fulfilledInTime: true },
    'ELIGIBLE',
    ['TRACK_FULFILLED:MET', 'WITHIN_24_MONTHS:MET'],
  ],
  ['too late', { trackFulfilled: true, fulfilledInTime: false }, 'NOT_ELIGIBLE', ['TRACK_FULFILLED:MET', 'WITHIN_24_MONTHS:UNMET']],
  ['not yet', { trackFulfilled: false, fulfilledInTime: false }, 'NOT_ELIGIBLE', ['TRACK_FULFILLED:UNMET']],
  ['when the contract is unknown', { trackFulfilled: true }, 'UNKNOWN', ['TRACK_FULFILLED:MET', 'WITHIN_24_MONTHS:UNKNOWN']],
  [
    'too late, by a word that is a day too old',
    { trackFulfilled: true, fulfilledInTime: [false, STALE_62] },
    'UNKNOWN',
    ['TRACK_FULFILLED:MET', 'WITHIN_24_MONTHS:UNKNOWN'],
  ],
])

testRule('availability-exemption', [
  [
    'a trajectory of 20 hours or more',
    { benefitEntitled: true, trajectoryActive: true, weeklyHoursBand: 'GE20' },
    'ELIGIBLE',
    ['BENEFIT_ENTITLED:MET', 'INTENSIVE_TRAJECTORY:MET'],
  ],
  [
    'a trajectory just below 20 hours',
    { benefitEntitled: true, trajectoryActive: true, weeklyHoursBand: 'FROM_10_TO_20' },
    'NOT_ELIGIBLE',
    ['BENEFIT_ENTITLED:MET', 'INTENSIVE_TRAJECTORY:UNMET'],
  ],
  [
    'no trajectory: its hours do not matter',
    { benefitEntitled: true, trajectoryActive: false },
    'NOT_ELIGIBLE',
    ['BENEFIT_ENTITLED:MET', 'INTENSIVE_TRAJECTORY:UNMET'],
  ],
  [
    'a trajectory whose hours are unknown',
    { benefitEntitled: true, trajectoryActive: true },
    'UNKNOWN',
    ['BENEFIT_ENTITLED:MET', 'INTENSIVE_TRAJECTORY:UNKNOWN'],
  ],
  [
    'on the last fresh day',
    { benefitEntitled: [true, FRESH_31], trajectoryActive: [true, FRESH_31], weeklyHoursBand: ['GE20', FRESH_31] },
    'ELIGIBLE',
    ['BENEFIT_ENTITLED:MET', 'INTENSIVE_TRAJECTORY:MET'],
  ],
  [
    'hours that are a day too old',
    { benefitEntitled: true, trajectoryActive: true, weeklyHoursBand: ['GE20', STALE_31] },
    'UNKNOWN',
    ['BENEFIT_ENTITLED:MET', 'INTENSIVE_TRAJECTORY:UNKNOWN'],
  ],
])

testRule('training-priority', [
  [
    'oral A2 reached',
    { jobseekerRegistered: true, reachedOralA2: true, followsCourseToA2: false },
    'ELIGIBLE',
    ['JOBSEEKER:MET', 'DUTCH_ON_THE_WAY:MET'],
  ],
  [
    'in a course to A2, the level reached unknown',
    { jobseekerRegistered: true, followsCourseToA2: true },
    'ELIGIBLE',
    ['JOBSEEKER:MET', 'DUTCH_ON_THE_WAY:MET'],
  ],
  [
    'neither',
    { jobseekerRegistered: true, reachedOralA2: false, followsCourseToA2: false },
    'NOT_ELIGIBLE',
    ['JOBSEEKER:MET', 'DUTCH_ON_THE_WAY:UNMET'],
  ],
  ['not registered', { jobseekerRegistered: false }, 'NOT_ELIGIBLE', ['JOBSEEKER:UNMET']],
  ['nothing from the agencies', { jobseekerRegistered: true }, 'UNKNOWN', ['JOBSEEKER:MET', 'DUTCH_ON_THE_WAY:UNKNOWN']],
  [
    'A2 not reached by a word that is a day too old',
    { jobseekerRegistered: true, reachedOralA2: [false, STALE_62], followsCourseToA2: [false, FRESH_62] },
    'UNKNOWN',
    ['JOBSEEKER:MET', 'DUTCH_ON_THE_WAY:UNKNOWN'],
  ],
])

testRule('course-cost-refund', [
  [
    'in a recognised training',
    { jobseekerRegistered: true, followsAgreedTraining: true, trajectoryActive: false },
    'ELIGIBLE',
    ['JOBSEEKER:MET', 'COURSE_IN_AGREEMENT:MET'],
  ],
  [
    'in an active trajectory',
    { jobseekerRegistered: true, followsAgreedTraining: false, trajectoryActive: true },
    'ELIGIBLE',
    ['JOBSEEKER:MET', 'COURSE_IN_AGREEMENT:MET'],
  ],
  [
    'in neither',
    { jobseekerRegistered: true, followsAgreedTraining: false, trajectoryActive: false },
    'NOT_ELIGIBLE',
    ['JOBSEEKER:MET', 'COURSE_IN_AGREEMENT:UNMET'],
  ],
  [
    'no training, and a trajectory of which nothing is known',
    { jobseekerRegistered: true, followsAgreedTraining: false },
    'UNKNOWN',
    ['JOBSEEKER:MET', 'COURSE_IN_AGREEMENT:UNKNOWN'],
  ],
  [
    'a registration that is a day too old',
    { jobseekerRegistered: [true, STALE_31], followsAgreedTraining: true, trajectoryActive: [false, FRESH_31] },
    'UNKNOWN',
    ['JOBSEEKER:UNKNOWN'],
  ],
])

testRule('accelerated-matching', [
  [
    'oral A2 and no work',
    { hasCertificate: false, reachedOralA2: true, jobseekerRegistered: true, employed: false },
    'ELIGIBLE',
    ['MILESTONE_REACHED:MET', 'WITHOUT_WORK:MET'],
  ],
  [
    'a certificate and work',
    { hasCertificate: true, reachedOralA2: true, jobseekerRegistered: true, employed: true },
    'NOT_ELIGIBLE',
    ['MILESTONE_REACHED:MET', 'WITHOUT_WORK:UNMET'],
  ],
  [
    'no milestone yet',
    { hasCertificate: false, reachedOralA2: false, jobseekerRegistered: true, employed: false },
    'NOT_ELIGIBLE',
    ['MILESTONE_REACHED:UNMET'],
  ],
  [
    'work of which VDAB says nothing',
    { hasCertificate: true, jobseekerRegistered: true },
    'UNKNOWN',
    ['MILESTONE_REACHED:MET', 'WITHOUT_WORK:UNKNOWN'],
  ],
  [
    'a certificate of which the word is old, and fresh words of VDAB',
    { hasCertificate: [true, '2024-01-01'], jobseekerRegistered: [true, FRESH_31], employed: [false, FRESH_31] },
    'ELIGIBLE',
    ['MILESTONE_REACHED:MET', 'WITHOUT_WORK:MET'],
  ],
  [
    'no work by a word that is a day too old',
    { hasCertificate: true, jobseekerRegistered: true, employed: [false, STALE_31] },
    'UNKNOWN',
    ['MILESTONE_REACHED:MET', 'WITHOUT_WORK:UNKNOWN'],
  ],
])

testRule('childcare-priority', [
  ['four fifths or more', { trajectoryActive: true, fullTimeShare: 'GE_4_5' }, 'ELIGIBLE', ['FOUR_FIFTHS:MET']],
  ['less than four fifths', { trajectoryActive: true, fullTimeShare: 'LT_4_5' }, 'NOT_ELIGIBLE', ['FOUR_FIFTHS:UNMET']],
  ['no trajectory: its share does not matter', { trajectoryActive: false }, 'NOT_ELIGIBLE', ['FOUR_FIFTHS:UNMET']],
  ['hours unknown', { trajectoryActive: true }, 'UNKNOWN', ['FOUR_FIFTHS:UNKNOWN']],
  ['on the last fresh day', { trajectoryActive: [true, FRESH_31], fullTimeShare: ['GE_4_5', FRESH_31] }, 'ELIGIBLE', ['FOUR_FIFTHS:MET']],
  ['a day later', { trajectoryActive: [true, STALE_31], fullTimeShare: ['GE_4_5', STALE_31] }, 'UNKNOWN', ['FOUR_FIFTHS:UNKNOWN']],
])

testRule('start-bonus', [
  ['entitled and not started for a year', { notStartedForOneYear: true }, 'ELIGIBLE', ['NOT_STARTED_FOR_ONE_YEAR:MET']],
  ['started, or not a year yet', { notStartedForOneYear: false }, 'NOT_ELIGIBLE', ['NOT_STARTED_FOR_ONE_YEAR:UNMET']],
  ['status unknown', {}, 'UNKNOWN', ['NOT_STARTED_FOR_ONE_YEAR:UNKNOWN']],
  ['on the last fresh day', { notStartedForOneYear: [true, FRESH_31] }, 'ELIGIBLE', ['NOT_STARTED_FOR_ONE_YEAR:MET']],
  ['a day later', { notStartedForOneYear: [true, STALE_31] }, 'UNKNOWN', ['NOT_STARTED_FOR_ONE_YEAR:UNKNOWN']],
])
