import { testFacts } from '../../../../test/support/fact-probe.ts'
import { dossier as known } from '../../../../test/support/integration-dossier.ts'
import * as dossier from './dossier.ts'

testFacts(dossier, {
  integrationAsOf: {
    cases: [
      ['with its day, whatever the newest word is about', known({ dossier: [{ as_of: '2026-05-04' }] }), '2026-05-04'],
      ['when no source has said anything', {}, null],
    ],
  },
})
