/** Queues: root fields that page through rows about persons, beside the lists of newcomers. Which there are, the schema says. */
import { type GraphQLSchema, getNamedType, isEnumType, isRequiredArgument } from 'graphql'
import { fieldsOf } from './documents.ts'

/** @property type of its rows. @property subset argument that a list must name one value of, with all values that the schema has. */
export type Queue = { root: string; type: string; subset: { argument: string; of: string; values: readonly string[] } | undefined }

/** @throws for a queue that must be asked in a way that the suites do not know: teach them. */
export function listQueues(schema: GraphQLSchema): Queue[] {
  return fieldsOf(schema, 'Query').flatMap(({ name: root, type: page, args }): Queue[] => {
    const nodes = fieldsOf(schema, getNamedType(page).name).find(({ name }) => name === 'nodes')
    const type = nodes === undefined ? '' : getNamedType(nodes.type).name
    if (!fieldsOf(schema, type).some((field) => getNamedType(field.type).name === 'Newcomer')) return []
    const [required, ...others] = args.filter(isRequiredArgument)
    if (required === undefined) return [{ root, type, subset: undefined }]
    const subsets = getNamedType(required.type)
    if (!isEnumType(subsets) || others.length > 0)
      throw new Error(`test/attack/queues.ts cannot ask ${root}: it takes more than one subset.`)
    const subset = { argument: required.name, of: subsets.name, values: subsets.getValues().map(({ name }) => name) }
    return [{ root, type, subset }]
  })
}

/** The queue with its arguments, as it is asked. @param more further arguments. */
export function askedQueue({ root, subset }: Queue, value: string | undefined, more = ''): string {
  const given = [subset === undefined ? '' : `${subset.argument}: ${value}`, more].filter((text) => text !== '').join(', ')
  return given === '' ? root : `${root}(${given})`
}
