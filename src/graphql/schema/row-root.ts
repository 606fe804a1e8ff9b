/** Root fields that answer one row by its id. */
import type { DomainBuilder, ObjectType } from './builder.ts'
import { type Row, readRow } from './context.ts'
import { parseId } from './ids.ts'
import { needs } from './needs.ts'

/** @property id description of the argument. */
export type RowRoot = { field: string; description: string; type: ObjectType<Row>; id: string }

/** Adds the field to the query type; its rows are about persons. Null when the row does not exist for the caller. */
export function rowRoot({ builder }: DomainBuilder, { field, description, type, id }: RowRoot): void {
  builder.queryField(field, (t) =>
    t.field({
      type,
      nullable: true,
      description,
      extensions: needs('PERSONS'),
      args: { id: t.arg.id({ required: true, description: id }) },
      resolve: (_root, args, context, info) => readRow(type.name, parseId(args.id, 'id'), context, info),
    }),
  )
}
