/** Everything that an organisation can read of a person under each of its contracts: one document for each, of all that it is granted. */
import { type GraphQLField, type GraphQLSchema, getNamedType, getNullableType, isEnumType, isListType, isObjectType } from 'graphql'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { hubOf } from '../../src/query/declare.ts'
import { ask } from '../attack/ask.ts'
import { fieldsOf } from '../attack/documents.ts'
import type { ContractUnderTest, Target } from '../attack/target.ts'
import { mentionsOfAll } from '../non-interference/mentions.ts'
import { introspect } from '../non-interference/operations.ts'
import type { Organisation } from './organisations.ts'

const DEPTH = 4

/** Fields of a contract, each with the text that asks for all of it. */
type Asking = { under: ContractUnderTest; fields: readonly { name: string; text: string }[] }

export type Reader = {
  /** What an organisation reads of a person, by contract. @param tables that changed: facts that look over all holders of them are not asked. */
  read(organisation: Organisation, insz: string, tables: readonly string[]): Promise<Map<string, string>>
}

/** @param target its contracts. */
export async function createReader(target: Target): Promise<Reader> {
  const declarations = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })
  const asking: Asking[] = []
  for (const under of target.contracts.filter(({ persons }) => persons !== undefined)) {
    const schema = await introspect(target, under)
    const fields = fieldsOf(schema, 'Newcomer').flatMap((field) => {
      const text = textOf(schema, field, 0, false)
      return text === undefined ? [] : [{ name: field.name, text }]
    })
    asking.push({ under, fields })
  }
  const readBy = factTables(declarations)
  const ofGroup = (group: string) => asking.filter(({ under }) => under.name.startsWith(`${group}/`))
  return {
    read: async ({ group, asks }, insz, tables) => {
      const answers = new Map<string, string>()
      for (const { under, fields } of ofGroup(group)) {
        const asked = fields.filter(({ name }) => !tables.some((table) => readBy.get(name)?.has(table)))
        const query = `query ($insz: Insz!) { newcomerByInsz(insz: $insz) { ${asked.map(({ text }) => text).join(' ')} } }`
        const { status, text } = await ask(target, under, { query, variables: { insz } }, { consumer: asks })
        if (status !== 200 || text.includes('"errors"'))
          throw new Error(`${asks} is not answered under ${under.name}: ${text.slice(0, 400)}`)
        answers.set(under.name, text)
      }
      return answers
    },
  }
}

/** Tables that each fact about a newcomer reads, whoever holds their rows. */
function factTables(declarations: GraphQLSchema): Map<string, ReadonlySet<string>> {
  const facts = fieldsOf(declarations, 'Newcomer').filter((field) => hubOf(field).read?.kind === 'expression')
  return new Map(facts.map(({ name }) => [name, mentionsOfAll(declarations, new Set([`Newcomer.${name}`])).tables]))
}

/** A field with its arguments and all below it. Undefined for what leads to another person, and for lists within lists. */
function textOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, depth: number, inList: boolean): string | undefined {
  const target = getNamedType(field.type)
  const given = field.args.flatMap((argument) => {
    const named = getNamedType(argument.type)
    return isEnumType(named) ? [`${argument.name}: ${named.getValues()[0]?.name}`] : []
  })
  const head = `${field.name}${given.length === 0 ? '' : `(${given.join(', ')})`}`
  if (!isObjectType(target)) return head
  const isList = isListType(getNullableType(field.type))
  if (depth === DEPTH || target.name === 'Newcomer' || (isList && inList)) return undefined
  const inner = fieldsOf(schema, target.name).flatMap((one) => textOf(schema, one, depth + 1, inList || isList) ?? [])
  return inner.length === 0 ? undefined : `${head} { ${inner.join(' ')} }`
}
