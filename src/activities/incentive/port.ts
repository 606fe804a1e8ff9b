/** What a request may ask of incentives: assessments and acts, as the caller's organisation and under its contract. */
import { asOrganisation } from '../../access/identity/caller.ts'
import type { ActKey } from '../../graphql/schema/acts/act.ts'
import type { Asking } from '../../graphql/schema/context.ts'
import type { AssessmentCaller, AssessmentRequest, AssessmentResult, Assessor } from './assessment/assessor.ts'
import type { Catalogue, CompiledIncentive } from './catalogue/compiled-catalogue.ts'
import type {
  DecisionCommand,
  IncentiveActs,
  IncentiveAnswer,
  OpenAnswer,
  OpenCommand,
  SelectedRow,
  SupersedeCommand,
} from './store/commands.ts'

/** Acts happen once, with the note in the evidence, or not at all. */
export type IncentivePort = {
  catalogue: Catalogue
  /** Incentives that the caller's contract decides on, in the order of their codes. */
  granted(): CompiledIncentive[]
  assess(asked: AssessmentRequest): Promise<AssessmentResult>
  open(asked: OpenCommand, key: ActKey | null): Promise<OpenAnswer>
  close(selected: SelectedRow, key: ActKey | null): Promise<IncentiveAnswer>
  decide(selected: SelectedRow, judgement: DecisionCommand, key: ActKey | null): Promise<IncentiveAnswer>
  revoke(selected: SelectedRow, reason: string, key: ActKey | null): Promise<IncentiveAnswer>
  supersede(selected: SelectedRow, judgement: SupersedeCommand, key: ActKey | null): Promise<IncentiveAnswer>
}

declare module '../../graphql/schema/context.ts' {
  interface Ports {
    incentives: IncentivePort
  }
}

type Parts = { desk: Assessor; acts: IncentiveActs }

/** @throws Forbidden for a caller that is no organisation. */
export const bindIncentives =
  ({ desk, acts }: Parts) =>
  (asking: Asking): IncentivePort => {
    const asker = askerOf(asking)
    return {
      catalogue: desk.catalogue,
      granted: () => desk.grantedUnder(asking.contract),
      assess: (asked) => desk.assess(asker, asked),
      open: (asked, key) => acts.open(asker, asked, key),
      close: (selected, key) => acts.close(asker, selected, key),
      decide: (selected, judgement, key) => acts.decide(asker, selected, judgement, key),
      revoke: (selected, reason, key) => acts.revoke(asker, selected, reason, key),
      supersede: (selected, judgement, key) => acts.supersede(asker, selected, judgement, key),
    }
  }

function askerOf({ caller, contract, today, operationId, traceId }: Asking): AssessmentCaller {
  const { organisation, consumer, userRef, human } = asOrganisation(caller)
  return { contract, human, run: { organisation: organisation.id, consumer, userRef, today, operationId, traceId } }
}
