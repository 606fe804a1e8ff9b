/** What a request may ask of the evidence: who used the data of a person. */
import type { Asking } from '../../graphql/schema/context.ts'
import type { AskDataUse, DataUseQuestion } from './ask-data-use.ts'
import type { DataUsePage } from './list-data-use.ts'
import type { AskOwnWord } from './own-word.ts'

/** Lists who used the data of a person, and records the question in the same statement. */
export type DataUsePort = (question: DataUseQuestion) => Promise<DataUsePage>

declare module '../../graphql/schema/context.ts' {
  interface Ports {
    dataUse: DataUsePort
    ownWord: AskOwnWord
  }
}

export const bindDataUse =
  (ask: AskDataUse) =>
  ({ caller, contract, operationId, traceId }: Asking): DataUsePort => {
    const { organisation, consumer, userRef } = caller
    return (question) => ask(question, { contract, organisationId: organisation?.id ?? null, consumer, userRef, operationId, traceId })
  }

/** Names no person, so there is nothing to record of it but the operation itself. */
export const bindOwnWord = (ask: AskOwnWord) => (): AskOwnWord => ask
