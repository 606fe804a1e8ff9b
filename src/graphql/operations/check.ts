/** Whether an operation fits a contract: when it is registered, and again whenever a protocol changes. */
import { type DocumentNode, GraphQLError, parse, specifiedRules, validate } from 'graphql'
import type { Contract, Contracts } from '../../access/protocols/contract.ts'
import type { ContractName } from '../../base/recipient.ts'
import { DOCUMENT_RULES } from '../server/document-rules.ts'
import { LIMITS } from '../server/limits.ts'

/** @returns what is wrong, in words; empty when the operation fits. */
export function checkOperation(contract: Pick<Contract, 'schema'>, document: string): string[] {
  if (document.length > LIMITS.characters) return [`Document is longer than ${LIMITS.characters} characters.`]
  try {
    return problemsOf(contract, parse(document, { maxTokens: LIMITS.tokens }))
  } catch (error) {
    return [error instanceof GraphQLError ? error.message : 'Document is not valid GraphQL.']
  }
}

function problemsOf({ schema }: Pick<Contract, 'schema'>, document: DocumentNode): string[] {
  const operations = document.definitions.filter(({ kind }) => kind === 'OperationDefinition').length
  const count = operations === 1 ? [] : ['Document must contain exactly one operation.']
  return [...count, ...validate(schema, document, [...specifiedRules, ...DOCUMENT_RULES]).map(({ message }) => message)]
}

export type StoredOperation = { consumer: string; contract: string; hash: string; name: string | null; document: string }
export type BrokenOperation = Pick<StoredOperation, 'consumer' | 'contract' | 'hash' | 'name'> & { problems: string[] }

/** Operations that would be refused under these contracts: whose, which, and why. */
export function findBrokenOperations(contracts: Contracts, operations: readonly StoredOperation[]): BrokenOperation[] {
  return operations.flatMap(({ document, ...operation }) => {
    const contract = contracts.byName.get(operation.contract as ContractName)
    const problems = contract === undefined ? ['No protocol in force defines this contract.'] : checkOperation(contract, document)
    return problems.length === 0 ? [] : [{ ...operation, problems }]
  })
}
