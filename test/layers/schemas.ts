/** The schemas of the database and the Prisma models in each, from the data model and the job queue. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { JOB_SCHEMA } from '../../src/database/jobs/job-tables.ts'
import { ROOT, readFile } from './source.ts'

const FOLDER = 'prisma/schema'

export type Schemas = {
  names: readonly string[]
  /** Schema by the name that Prisma's client gives a model. */
  ofModel: ReadonlyMap<string, string>
}

export function readSchemas(): Schemas {
  const text = readdirSync(join(ROOT, FOLDER))
    .map((name) => readFile(`${FOLDER}/${name}`))
    .join('\n')
  const list = /^\s*schemas\s*=\s*\[(.*)\]/m.exec(text)?.[1] ?? ''
  const names = [...list.matchAll(/"(\w+)"/g)].map(([, name = '']) => name)
  const models = [...text.matchAll(/^model (\w+) \{(.*?)^\}/gms)].map(([, model = '', body = '']): [string, string] => {
    const schema = /@@schema\("(\w+)"\)/.exec(body)?.[1]
    if (schema === undefined) throw new Error(`The model ${model} has no @@schema`)
    return [`${model.charAt(0).toLowerCase()}${model.slice(1)}`, schema]
  })
  return { names: [...names, JOB_SCHEMA], ofModel: new Map(models) }
}
