/** Documents that ask for one coordinate, so that a test can try every one of them against every contract. */
import { type GraphQLField, type GraphQLSchema, getNamedType, isEnumType, isLeafType, isObjectType, isRequiredArgument } from 'graphql'

/** Names of fields from one type to the fields of another; undefined when the schema has no way there. */
function pathTo(schema: GraphQLSchema, typeName: string, from: string): string[] | undefined {
  const queue: { type: string; path: string[] }[] = [{ type: from, path: [] }]
  const seen = new Set([from])
  for (const { type, path } of queue) {
    if (type === typeName) return path
    const object = schema.getType(type)
    if (!isObjectType(object)) continue
    for (const field of Object.values(object.getFields())) {
      const target = getNamedType(field.type)
      if (!isObjectType(target) || seen.has(target.name)) continue
      seen.add(target.name)
      queue.push({ type: target.name, path: [...path, field.name] })
    }
  }
  return undefined
}

function argumentsOf(field: GraphQLField<unknown, unknown>): string {
  const required = field.args.filter(isRequiredArgument).map(({ name, type }) => {
    const named = getNamedType(type)
    return `${name}: ${isEnumType(named) ? named.getValues()[0]?.name : 'null'}`
  })
  return required.length === 0 ? '' : `(${required.join(', ')})`
}

/** Selection of one coordinate under Newcomer, or under another type; objects are asked for their type name. Undefined when nothing leads there. */
export function selectionOf(schema: GraphQLSchema, coordinate: string, from = 'Newcomer'): string | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  const path = pathTo(schema, typeName, from)
  if (path === undefined || !isObjectType(type)) return undefined
  const field = type.getFields()[fieldName]
  if (field === undefined) return undefined
  const leaf = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }'
  return path.reduceRight((inner, name) => `${name} { ${inner} }`, `${fieldName}${argumentsOf(field)}${leaf}`)
}
