import { testFacts } from '../../../../test/support/fact-probe.ts'
import {
  attest,
  contract,
  course,
  dossier,
  intake,
  level,
  OWN_OCMW,
  status,
  TOMORROW,
} from '../../../../test/support/integration-dossier.ts'
import * as dutch from './dutch.ts'

testFacts(
  dutch,
  {
    reachedOralA2: {
      cases: [
        ['at A2', dossier(level('ORAL', 'A2')), 'true'],
        ['above A2', dossier(level('ORAL', 'B2')), 'true'],
        ['below A2', dossier(level('ORAL', 'A1')), 'false'],
        ['when only written', dossier(level('WRITTEN', 'B1')), 'false'],
        ['on the day of reaching it', dossier(level('ORAL', 'A2', '2026-11-23')), 'true'],
        ['on the day before', dossier(level('ORAL', 'A2', TOMORROW)), 'false'],
        ['when no source covers the person', {}, null],
      ],
    },
    reachedWrittenA2: {
      cases: [
        ['at A2', dossier(level('WRITTEN', 'A2')), 'true'],
        ['when only oral', dossier(level('ORAL', 'A2')), 'false'],
      ],
    },
    reachedOralLevel: {
      arg: 'B1',
      cases: [
        ['at the level asked', dossier(level('ORAL', 'B1')), 'true'],
        ['below the level asked', dossier(level('ORAL', 'A2')), 'false'],
        ['when no source covers the person', {}, null],
      ],
    },
    oralLevelBand: {
      cases: [
        ['at A0', dossier(level('ORAL', 'A0')), null],
        ['at A2', dossier(level('ORAL', 'A2')), 'A2'],
        ['at C1', dossier(level('ORAL', 'C1')), 'B1_PLUS'],
        ['without level', dossier(), null],
      ],
    },
    levelInProgress: {
      cases: [
        ['in a course', dossier(course({ level: 'A2' })), 'A2'],
        ['after the course', dossier(course({ level: 'A2', valid_until: '2026-11-23' })), null],
      ],
    },
    followsCourseToA2: {
      cases: [
        ['in a course at A2', dossier(course({ level: 'A2' })), 'true'],
        ['in a course at A1', dossier(course({ level: 'A1' })), 'false'],
        ['in a course of unknown level', dossier(course({ level: null })), null],
        ['once the course has ended', dossier(course({ level: 'A2', valid_until: '2026-11-23' })), 'false'],
        ['without course', dossier(), 'false'],
        ['when no source covers the person', {}, null],
      ],
    },
    needsOralApproach: {
      cases: [
        ['when not literate in Latin script', intake({ literate_latin_script: false }), 'true'],
        ['when literate', intake({ literate_latin_script: true }), 'false'],
        ['when not known', intake({}), null],
      ],
    },
    b1Deadline: {
      cases: [
        ['after the certificate', dossier({ ...status('OBLIGED'), ...contract('2025-01-01'), ...attest('2026-02-28') }), '2028-02-28'],
        [
          'after an effort statement',
          dossier({ ...status('OBLIGED'), ...contract('2025-01-01'), ...attest('2026-02-28', 'EFFORT_STATEMENT') }),
          null,
        ],
        ['for an entitled person', dossier({ ...status('ENTITLED'), ...contract('2025-01-01'), ...attest('2026-02-28') }), null],
        [
          'under the older rules',
          dossier({ ...status('OBLIGED'), ...contract('2022-02-28', { regime: 'BEFORE_MARCH_2022' }), ...attest('2026-02-28') }),
          null,
        ],
      ],
    },
    meetsHousingLanguageDuty: {
      cases: [
        ['with oral A2', dossier(level('ORAL', 'A2')), 'true'],
        ['when the dossier says so', intake({ housing_language_met: true }), 'true'],
        ['when the dossier denies it', intake({ housing_language_met: false }), 'false'],
        ['when neither is known', dossier(), null],
      ],
    },
  },
  { organisation: OWN_OCMW },
)
