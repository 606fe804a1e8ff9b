import { testFacts } from '../../../../test/support/fact-probe.ts'
import { integrationAsOf } from './dossier.ts'

testFacts({
  integrationAsOf: {
    value: integrationAsOf.value,
    cases: [
      ['with its day', { rows: { 'integration.dossier': [{ as_of: '2026-11-22' }] } }, '2026-11-22'],
      ['when the agencies do not know the person', {}, null],
    ],
  },
})
