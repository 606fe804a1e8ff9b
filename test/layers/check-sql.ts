/** Holds the SQL of src to the table: a schema is named by `schema.table` in a text, or by a call of Prisma's client. */
import { rowOf } from './check-imports.ts'
import type { Schemas } from './schemas.ts'
import { HOLE, type Source, type Sources } from './source.ts'
import { type Exception, MAY_IMPORT, MAY_NAME, MAY_NAME_ALL_THE_SAME, OWN } from './table.ts'

export type SqlCheck = { problems: string[]; files: number; texts: number; names: number }

/**
 * A schema that is only known while the hub runs (`${sheet.table}`) is not seen here: the text that names it is.
 * @param sources files of src; tests among them are left out.
 */
export function checkSql(sources: Sources, schemas: Schemas, table = MAY_NAME, exceptions = MAY_NAME_ALL_THE_SAME): SqlCheck {
  const files = [...sources].filter(([path]) => !path.endsWith('.test.ts'))
  const namesOf = schemaFinder(schemas)
  const problems = new Set<string>()
  const used = new Set<string>()
  let names = 0
  for (const [path, source] of files) {
    const row = rowOf(path, MAY_IMPORT) ?? ''
    for (const { schema, relation } of namesOf(source)) {
      names++
      const exception = exceptions.find((one) => one.file === path && one.schema === schema)
      const listed = schema === ownSchema(path, row) ? OWN : schema
      if (table[row]?.includes(listed)) used.add(`${row} > ${listed}`)
      else if (exception !== undefined) used.add(keyOf(exception))
      else problems.add(`${path} names ${relation}: ${row} may not name the schema ${schema}`)
    }
  }
  for (const row of Object.keys(table)) if (!Object.hasOwn(MAY_IMPORT, row)) problems.add(`${row} is not a row of MAY_IMPORT`)
  const listed = [...Object.entries(table).flatMap(([row, may]) => may.map((schema) => `${row} > ${schema}`)), ...exceptions.map(keyOf)]
  for (const arrow of listed) if (!used.has(arrow)) problems.add(`${arrow} is in the table, and no SQL there names it; remove it`)
  return { problems: [...problems], files: files.length, texts: files.flatMap(([, { texts }]) => texts).length, names }
}

const keyOf = ({ file, schema }: Exception) => `${file} > ${schema}`

/** Schema of a domain: its folder's name. */
const ownSchema = (path: string, row: string) => (row === 'domains/*' ? path.split('/')[2] : undefined)

type Name = { schema: string; relation: string }

function schemaFinder({ names, ofModel }: Schemas): (source: Source) => Name[] {
  // Not after a dot, a slash or a hyphen: `docs/referral.md` and `person.work.since` name no table.
  const pattern = new RegExp(`(?<![\\w./$-])"?(${names.join('|')})"?\\."?(\\w+|${HOLE})`, 'g')
  return ({ texts, callees }) => [
    ...texts.flatMap((text) =>
      [...text.matchAll(pattern)].map(([, schema = '', table = '']) => ({ schema, relation: `${schema}.${table}`.replace(HOLE, '…') })),
    ),
    ...callees.flatMap((callee) => {
      const schema = ofModel.get(callee)
      return schema === undefined ? [] : [{ schema, relation: `prisma.${callee}` }]
    }),
  ]
}
