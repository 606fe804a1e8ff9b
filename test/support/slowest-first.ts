import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, the longest first, as measured. Their size does not show it, by which vitest goes where it has not run before. */
const SLOWEST = [
  'src/query/contract-logins/contract-logins.test.ts',
  'test/attack/attack.test.ts',
  'test/statistics/doors.test.ts',
  'src/app/doctor/doctor.test.ts',
  'test/non-interference/non-interference.test.ts',
  'test/mutants/prove.test.ts',
  'test/http/fuzz.test.ts',
  'test/http/connections.test.ts',
  'src/activities/incentive/simulation/simulate.test.ts',
  'test/referral/crash.test.ts',
  'src/query/fact-sheets/refresh.test.ts',
  'src/database/embedded/embedded.test.ts',
  'src/app/settings.test.ts',
  'test/oracle/oracle.test.ts',
  'test/referral/model.test.ts',
]

/** The order of a run: so that no long file is left to one worker while the other has nothing more to do. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const known = SLOWEST.findIndex((path) => moduleId.endsWith(`/${path}`))
      return known === -1 ? SLOWEST.length : known
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}
