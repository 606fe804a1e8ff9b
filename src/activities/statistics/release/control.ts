/** Disclosure control of the project, with its solver. */
import { protectTable } from '../disclosure/protect.ts'
import { createSolver } from '../disclosure/solver.ts'
import { utilityOf } from '../disclosure/utility.ts'
import type { DisclosureControl } from './job.ts'

/** The project's disclosure control, with its solver loaded. */
export async function createDisclosureControl(): Promise<DisclosureControl> {
  const solver = await createSolver()
  return { protect: (input) => protectTable({ ...input, solver }), utility: utilityOf }
}
