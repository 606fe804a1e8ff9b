/**
 * Messages of the GraphQL and HTTP libraries that may leave the hub. What a caller sent can be a person's number or name,
 * and those libraries like to quote it; so a message goes out only when it has a shape of this list, and every other one
 * is replaced. Names of types, fields, arguments, aliases, fragments and variables may stay: they belong to the schema or the document.
 */

const TYPE = '"([\\w[\\]!]+)"'
const FIELD = '"(\\w+)"'

/** Shapes to keep as they are; suggestions of other names after them go, the explorer has those. */
const KEPT: readonly RegExp[] = [
  `Cannot query field ${FIELD} on type ${TYPE}\\.`,
  `Unknown argument ${FIELD} on (field "\\w+\\.\\w+"|directive "@\\w+")\\.`,
  `Unknown fragment ${FIELD}\\.`,
  'Unknown directive "@\\w+"\\.',
  'Directive "@\\w+" may not be used on [A-Z_]+\\.',
  'Directive "@\\w+" argument "\\w+" of type "[\\w[\\]!]+" is required, but it was not provided\\.',
  'The directive "@\\w+" can only be used once at this location\\.',
  `Fragment ${FIELD} is never used\\.`,
  `Fragment (${FIELD} )?cannot be spread here as objects of type ${TYPE} can never be of type ${TYPE}\\.`,
  `Field ${FIELD} argument ${FIELD} of type ${TYPE} is required, but it was not provided\\.`,
  `Field ${FIELD} must not have a selection since type ${TYPE} has no subfields\\.`,
  `Field ${FIELD} of type ${TYPE} must have a selection of subfields\\.`,
  `Field "[\\w.]+" of required type ${TYPE} was not provided\\.`,
  `Field ${FIELD} is not defined by type ${TYPE}\\.`,
  'There can be only one (argument|fragment|variable|input field) named "\\$?\\w+"\\.',
  'This anonymous operation must be the only defined operation\\.',
  `Variable "\\$\\w+" cannot be non-input type ${TYPE}\\.`,
  `Variable "\\$\\w+" of type ${TYPE} used in position expecting type ${TYPE}\\.`,
  `Variable "\\$\\w+" of required type ${TYPE} was not provided\\.`,
  `Variable "\\$\\w+" of non-null type ${TYPE} must not be null\\.`,
  `Argument ${FIELD} of required type ${TYPE} was not provided\\.`,
  `Argument ${FIELD} of non-null type ${TYPE} must not be null\\.`,
  `Argument ${FIELD} of required type ${TYPE} was provided the variable "\\$\\w+" which was not provided a runtime value\\.`,
  'Schema is not configured to execute (query|mutation|subscription) operation\\.',
  'GET requests only support query operations, not (mutation|subscription) operations',
  'This contract has no (query|mutation|subscription)\\.',
  'Maximum introspection depth exceeded',
  'Too many validation errors, error limit reached\\. Validation aborted\\.',
  'Must provide operation name if query contains multiple operations\\.',
  'Must provide an operation\\.',
  'POST body missing, invalid Content-Type, or JSON object has no keys\\.',
  'GraphQL queries must be strings\\.',
  '`(variables|extensions|operationName)` in a POST body (must|should) be [^:]+\\.',
  "The '(query|operationName|variables|extensions)' search parameter may only be specified once\\.",
  'The (variables|extensions) search parameter (contains invalid JSON|should contain a JSON-encoded object)\\.',
  'GET requests may not have a content-type header other than application/json\\.',
  'Operation batching disabled\\.',
  'Too many errors processing variables, error limit reached\\. Execution aborted\\.',
].map((source) => new RegExp(`^${source}`))

/** Shapes that are said otherwise, without the value that they quote. */
const REWRITTEN: readonly [RegExp, (match: RegExpMatchArray) => string][] = [
  [/^Variable "(\$\w+)" got invalid value/, ([, variable]) => `Variable "${variable}" has an invalid value.`],
  [/^Variable "(\$\w+)" is (not defined|never used)/, ([, variable, flaw]) => `Variable "${variable}" is ${flaw}.`],
  [/^Expected value of type "([\w[\]!]+)", found/, ([, type]) => `Expected a value of type "${type}".`],
  [/^(Int|Float|String|Boolean|ID) cannot represent/, ([, type]) => `Expected a value of type "${type}".`],
  [/^Value "\w+" does not exist in "(\w+)" enum/, ([, type]) => `Expected a value of enum "${type}".`],
  [/^Enum "(\w+)" cannot represent/, ([, type]) => `Expected a value of enum "${type}".`],
  [/^Argument "(\w+)" has invalid value/, ([, argument]) => `Argument "${argument}" has an invalid value.`],
  [/^Cannot spread fragment "(\w+)" within itself/, ([, fragment]) => `Cannot spread fragment "${fragment}" within itself.`],
  [/^Fields "(\w+)" conflict because/, ([, key]) => `Fields "${key}" conflict. Use different aliases to fetch both.`],
  [/^Unknown type/, () => 'Unknown type.'],
  [/^There can be only one operation named/, () => 'Operation names must be unique.'],
  [/^Unknown operation named/, () => 'The document has no operation with the requested name.'],
  [/^The .* definition is not executable\.$/, () => 'A document may contain operations and fragments only.'],
  [/^GraphQL operations must contain a non-empty/, () => 'Send a GraphQL document as "query".'],
  [/^An 'accept' header was provided/, () => 'Accept application/graphql-response+json or application/json.'],
  [/^This operation has been blocked as a potential Cross-Site Request Forgery/, () => 'The Hub-Purpose header is required.'],
  [/^Syntax Error: Unterminated string/, () => 'Syntax error: unterminated string.'],
  [/^Syntax Error: Expected [^,]+, found <EOF>/, () => 'Syntax error: the document ends too early.'],
  [/^Syntax Error/, () => 'Syntax error in the document.'],
]

/** Our own scalars say what they expected, and nothing else. */
const EXPECTATION =
  /Expected (a day as YYYY-MM-DD|an INSZ of 11 digits with valid check digits|an instant as ISO 8601 with offset, for example 2026-11-23T09:30:00Z)\.$/

/** @param otherwise said in place of a message whose shape is not known.
 *  @returns message without any value that the caller sent. */
export function withoutValues(message: string, otherwise: string): string {
  for (const [pattern, rewrite] of REWRITTEN) {
    const match = message.match(pattern)
    if (match !== null) return [rewrite(match), message.match(EXPECTATION)?.[0]].filter((part) => part !== undefined).join(' ')
  }
  for (const pattern of [...KEPT, EXPECTATION]) {
    const kept = message.match(pattern)?.[0]
    if (kept !== undefined) return kept
  }
  return otherwise
}
