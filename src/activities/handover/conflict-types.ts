/** What the queue shows of a conflict: the person, the own period, since when both hold a file, and whom to phone. Of the other's file nothing else. */
import { organisationCode } from '../../domains/directory/facts.ts'
import type { DomainBuilder, ObjectType } from '../../graphql/schema/builder.ts'
import type { Row } from '../../graphql/schema/context.ts'
import { column, expression, hubExtension, many, NESTED_LIMIT, one, person } from '../../query/declare.ts'
import { NEWCOMERS } from '../../query/row-source.ts'
import { conflictRows, OTHER_HOLDER } from './conflict-sql.ts'
import { FILE_KINDS } from './file-kinds.ts'

/** Adds the types; answers that of the rows of the queue. */
export function addConflictTypes(domain: DomainBuilder): ObjectType<Row> {
  const { builder, Newcomer } = domain
  const FileConflict = fileConflictType(domain)
  return builder.objectRef<Row>('HolderConflict').implement({
    description: 'Person about whom two organisations hold a file that only one can hold (houdersconflict).',
    extensions: hubExtension({ source: { ...NEWCOMERS, subsets: 'FileKind' } }),
    fields: (t) => ({
      newcomer: t.field({ type: Newcomer, ...person("Person, as far as the caller's contract grants.") }),
      ...Object.fromEntries(
        [...FILE_KINDS.values()].map((kind) => {
          const description = `Conflicts over files of the kind ${kind.name}, earliest first, at most ${NESTED_LIMIT}: each file of the caller's organisation with each of another that overlaps it.`
          return [kind.type.name, t.field({ type: [FileConflict], ...many(conflictRows(kind), description) })]
        }),
      ),
    }),
  })
}

function fileConflictType(domain: DomainBuilder) {
  const { builder } = domain
  const State = builder.enumType('FileConflictState', {
    description: 'State of a conflict between two holders.',
    values: {
      OPEN: { description: 'Neither of the two handed its file over.' },
      HANDED_OVER: { description: 'One of the two handed its file over, and still holds it until `handedOverOn`.' },
    } as const,
  })
  const FileHolder = fileHolderType(domain)
  return builder.objectRef<Row>('FileConflict').implement({
    description: "File of the caller's organisation that overlaps another's of the same kind.",
    fields: (t) => ({
      validFrom: t.field({ type: 'Date', ...column('valid_from', "First day of the caller's own file.") }),
      validUntil: t.field({
        type: 'Date',
        ...column('valid_until', "First day after the caller's own file. Null while no end is known."),
      }),
      overlapsSince: t.field({ type: 'Date', ...column('overlaps_since', 'First day on which both hold a file of this kind.') }),
      state: t.field({
        type: State,
        ...expression(
          ({ column: of }) => `case when ${of('handed_over_on')} is null then 'OPEN' else 'HANDED_OVER' end`,
          'State of the conflict.',
        ),
      }),
      handedOverOn: t.field({
        type: 'Date',
        ...column('handed_over_on', 'First day on which only one holds a file, by a handover of either. Null without one.'),
      }),
      otherHolder: t.field({
        type: FileHolder,
        ...one(OTHER_HOLDER, 'Organisation that holds the other file, to contact. Nothing else of that file is shown.'),
      }),
    }),
  })
}

function fileHolderType({ builder }: DomainBuilder) {
  return builder.objectRef<Row>('FileHolder').implement({
    description: 'Organisation that holds a file (houder).',
    fields: (t) => ({
      name: t.string(column('name', 'Name of the organisation.')),
      code: t.string(expression(organisationCode, 'KBO number, or OVO code where it has no KBO number.')),
    }),
  })
}
