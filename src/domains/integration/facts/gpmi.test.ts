import { type Columns, type Known, testFacts } from '../../../../test/support/fact-probe.ts'
import {
  attest,
  contract,
  course,
  level,
  OTHER_OCMW,
  OWN_OCMW,
  period,
  TOMORROW,
  uncovered,
  withObjective,
} from '../../../../test/support/integration-dossier.ts'
import { GpmiObjectiveKind } from '../../../generated/prisma/enums.ts'
import { INTEGRATION_OBJECTIVES } from '../../local/integration-objectives.ts'
import * as gpmi from './gpmi.ts'

type Rows = Record<string, readonly Columns[]>

const TRAJECTORY = { level: null, mode: null }
const start = (kind: string, rows: Rows) => withObjective({ kind, ...TRAJECTORY }, rows)

/** The kinds by which a project opens data are those of which it is known whether they are reached. */
const ofEveryKind = Object.values(GpmiObjectiveKind).map((kind): [when: string, known: Known, expected: string | null] => [
  `for an objective of kind ${kind} that nothing shows`,
  withObjective({ kind }, {}),
  INTEGRATION_OBJECTIVES.includes(kind) ? 'false' : null,
])

/** Dutch at A2, and to start a trajectory. */
const two = (rows: Rows): Known => {
  const known = withObjective({}, rows)
  const [dutch] = known.rows?.['local.gpmi_objective'] ?? []
  return { rows: { ...known.rows, 'local.gpmi_objective': [{ ...dutch }, { ...dutch, kind: 'TRAJECTORY_START', ...TRAJECTORY }] } }
}

testFacts(
  gpmi,
  {
    gpmiObjectiveReached: {
      cases: [
        ...ofEveryKind,
        ['above the goal', withObjective({}, level('ORAL', 'B1')), 'true'],
        ['below the goal', withObjective({}, level('ORAL', 'A1')), 'false'],
        ['in the other mode only', withObjective({}, level('WRITTEN', 'B1')), 'false'],
        ['when the goal names no mode', withObjective({ mode: null }, level('ORAL', 'B1')), null],
        ['when the goal names no level', withObjective({ level: null }, level('ORAL', 'B1')), null],
        ['when the goal names an unknown level', withObjective({ level: 'basic' }, level('ORAL', 'B1')), null],
        ['for the project of another OCMW', withObjective({}, level('ORAL', 'B1'), { organisation_id: OTHER_OCMW }), null],
        ['once the project has ended', withObjective({}, level('ORAL', 'B1'), { valid_until: '2026-11-23' }), null],
        ['for an objective of an earlier project', withObjective({ agreed_on: '2025-12-31' }, level('ORAL', 'B1')), null],
        ['for a debt objective only', withObjective({ kind: 'OTHER' }, level('ORAL', 'B1')), null],
        [
          'for social orientation that is passed',
          withObjective(
            { kind: 'SOCIAL_ORIENTATION', level: null, mode: null },
            { social_orientation: [{ started_on: '2026-01-01', passed: true }] },
          ),
          'true',
        ],
        ['above the goal, where no source covers levels', uncovered(withObjective({}, level('ORAL', 'B1'))), 'true'],
        ['below the goal, where no source covers levels', uncovered(withObjective({}, level('ORAL', 'A1'))), null],
        ['to start a trajectory, with a contract of the day of the agreement', start('TRAJECTORY_START', contract('2026-02-01')), 'true'],
        ['to start a trajectory, with a contract from before it', start('TRAJECTORY_START', contract('2026-01-31')), 'false'],
        ['to start a trajectory, with one that is active', start('TRAJECTORY_START', period('ENTITLED', 'ACTIVE')), 'true'],
        ['to start a trajectory, with one on hold only', start('TRAJECTORY_START', period('ENTITLED', 'ON_HOLD')), 'false'],
        ['to start a trajectory, with a contract that is not signed yet', start('TRAJECTORY_START', contract(TOMORROW)), 'false'],
        ['to start a trajectory, where no source covers contracts', uncovered(start('TRAJECTORY_START', {})), null],
        ['to finish a trajectory, with a certificate', start('TRAJECTORY_FINISH', attest('2026-11-23')), 'true'],
        ['to finish a trajectory, with an effort statement', start('TRAJECTORY_FINISH', attest('2026-11-23', 'EFFORT_STATEMENT')), 'false'],
        ['to finish a trajectory, before the certificate', start('TRAJECTORY_FINISH', attest(TOMORROW)), 'false'],
        ['to start social orientation', start('SOCIAL_ORIENTATION_START', { social_orientation: [{ started_on: '2026-11-23' }] }), 'true'],
        [
          'to start social orientation, a day too early',
          start('SOCIAL_ORIENTATION_START', { social_orientation: [{ started_on: TOMORROW }] }),
          'false',
        ],
        ['to start Dutch, in a course', start('DUTCH_START', course({})), 'true'],
        [
          'to start Dutch, with a course that ended before the agreement',
          start('DUTCH_START', course({ valid_from: '2025-09-01', valid_until: '2026-02-01' })),
          'false',
        ],
        [
          'for hours of participation, which are no objective',
          start('OTHER', { participation: [{ hours: 40, valid_from: '2026-03-01' }] }),
          null,
        ],
      ],
    },
    gpmiSomeObjectiveReached: {
      cases: [
        ['with one of two', two(level('ORAL', 'A2')), 'true'],
        ['with both', two({ ...level('ORAL', 'A2'), ...contract('2026-03-01') }), 'true'],
        ['with neither', two({}), 'false'],
        ['with neither, where no source covers the dossier', uncovered(two({})), null],
        ['with one, where no source covers the dossier', uncovered(two(level('ORAL', 'A2'))), 'true'],
        ['for the project of another OCMW', withObjective({}, level('ORAL', 'B1'), { organisation_id: OTHER_OCMW }), null],
        ['for a debt objective only', withObjective({ kind: 'OTHER' }, level('ORAL', 'B1')), null],
      ],
    },
  },
  { organisation: OWN_OCMW },
)
