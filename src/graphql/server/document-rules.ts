/** Validation rules for documents, in addition to those of GraphQL. */
import { type ASTVisitor, GraphQLError, type ValidationContext, type ValidationRule } from 'graphql'
import { InvalidInput } from '../../base/faults.ts'
import { holdsInsz } from '../../base/insz.ts'
import { asGraphqlError, limitRule } from './limits.ts'

/** What a document must hold to beside the rules of GraphQL, when it is sent and when it is registered. */
export const DOCUMENT_RULES: readonly ValidationRule[] = [limitRule, operationKindRule, numberRule]

/**
 * Validation rule: the schema has the operation's kind. The standard rules look at fields of known types only, so a mutation or
 * subscription of a contract without any would pass them and fail in the executor instead.
 */
function operationKindRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: (operation) => {
      if (context.getSchema().getRootType(operation.operation) != null) return
      context.reportError(new GraphQLError(`This contract has no ${operation.operation}.`, { nodes: [operation] }))
    },
  }
}

/**
 * Validation rule: no identification number stands in the text. Texts of documents are kept and compared, by the hub and by clients, long after the
 * person was erased; variables are not.
 */
function numberRule(context: ValidationContext): ASTVisitor {
  const look = ({ value }: { value: string }) => {
    if (!holdsInsz(value)) return
    context.reportError(
      asGraphqlError(new InvalidInput('BAD_USER_INPUT', 'The document contains an identification number. Send it as a variable.')),
    )
  }
  return { StringValue: look, IntValue: look }
}
