import { testFacts } from '../../../../test/support/fact-probe.ts'
import { attest, contract, course, dossier, intake, period, TOMORROW, uncovered } from '../../../../test/support/integration-dossier.ts'
import * as certificate from './certificate.ts'

testFacts(certificate, {
  hasCertificate: {
    cases: [
      ['on the day of issue', dossier(attest('2026-11-23')), 'true'],
      ['on the day before', dossier(attest(TOMORROW)), 'false'],
      ['with an effort statement', dossier(attest('2026-11-22', 'EFFORT_STATEMENT')), 'false'],
      [
        'with a trajectory whose parts were awarded, and no source that covers certificates',
        uncovered(dossier(period('OBLIGED', 'ENDED'))),
        null,
      ],
      ['when no source covers the person', {}, null],
    ],
    days: [
      [
        'of the certificate, whatever the courses say later',
        dossier({
          certificate: [{ kind: 'INTEGRATION', issued_on: '2026-01-10', as_of: '2026-01-15' }],
          ...course({ as_of: '2026-11-20' }),
        }),
        '2026-01-15',
      ],
    ],
  },
  trackFulfilled: {
    cases: [
      ['with an effort statement', dossier(attest('2026-11-22', 'EFFORT_STATEMENT')), 'true'],
      ['with neither', dossier(), 'false'],
      ['when no source covers the person', {}, null],
    ],
  },
  certificateWithin24Months: {
    cases: [
      ['on the same day 24 months later', dossier({ ...contract('2024-03-15'), ...attest('2026-03-15') }), 'true'],
      ['a day later', dossier({ ...contract('2024-03-15'), ...attest('2026-03-16') }), 'false'],
      ['without certificate', dossier(contract('2026-03-15')), 'false'],
      ['when the contract is unknown', dossier(attest('2026-03-15')), null],
      ['when no source covers the person', {}, null],
    ],
  },
  trackFulfilledWithin24Months: {
    cases: [
      [
        'with an effort statement on the same day 24 months later',
        dossier({ ...contract('2024-03-15'), ...attest('2026-03-15', 'EFFORT_STATEMENT') }),
        'true',
      ],
      ['a day later', dossier({ ...contract('2024-03-15'), ...attest('2026-03-16', 'EFFORT_STATEMENT') }), 'false'],
      ['with a certificate in time', dossier({ ...contract('2024-03-15'), ...attest('2026-03-15') }), 'true'],
      [
        'with an effort statement in time and a certificate after it',
        dossier({
          ...contract('2024-03-15'),
          certificate: [...(attest('2026-03-15', 'EFFORT_STATEMENT').certificate ?? []), ...(attest('2026-06-01').certificate ?? [])],
        }),
        'true',
      ],
      ['with neither', dossier(contract('2026-03-15')), 'false'],
      ['when the contract is unknown', dossier(attest('2026-03-15', 'EFFORT_STATEMENT')), null],
      ['when no source covers the person', {}, null],
    ],
  },
  feeExemptionGround: {
    cases: [
      [
        'for income support',
        dossier({ fee: [{ item: 'MO_COURSE', amount_cents: 0, exemption_ground: 'INCOME_SUPPORT', due_on: '2026-01-01' }] }),
        'INCOME_SUPPORT',
      ],
      [
        'for a finer ground',
        dossier({ fee: [{ item: 'MO_COURSE', amount_cents: 0, exemption_ground: 'DETAINEE', due_on: '2026-01-01' }] }),
        'OTHER',
      ],
      ['for a fee in full', dossier({ fee: [{ item: 'MO_COURSE', amount_cents: 9000, due_on: '2026-01-01' }] }), 'NONE'],
      ['without fee', dossier(), null],
    ],
  },
  feeIsBarrier: {
    cases: [
      ['when intake says so', intake({ fee_is_barrier: true }), 'true'],
      ['without intake', dossier(), null],
    ],
  },
  needsChildcare: {
    cases: [
      ['when intake says so', intake({ childcare_obstacle: true }), 'true'],
      ['without intake', dossier(), null],
    ],
  },
})
