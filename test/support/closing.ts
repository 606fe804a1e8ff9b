/**
 * What a test file opens is closed after its last test, and after the hooks of the file itself. It may be opened anywhere: at the top of the file, in
 * a hook or in a test. vitest takes an `afterAll` at the top only, and never runs one that is added while a hook or a test runs.
 */
type Closing = () => unknown

const closings: Closing[] = []

/** Closes the newest first. */
export function closeAfterFile(close: Closing): void {
  closings.push(close)
}

/** For the setup of test files alone. @throws what went wrong, after everything was closed that can be. */
export async function closeAll(): Promise<void> {
  const failures: unknown[] = []
  for (const close of closings.splice(0).toReversed()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, 'several things of this test file do not close')
}
