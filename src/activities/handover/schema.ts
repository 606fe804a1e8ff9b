/** Conflicts of holders: the queue of files that two organisations hold at once, and the act by which one of them hands its file over. */
import type { GraphQLSchema } from 'graphql'
import { toUuid } from '../../base/uuid.ts'
import { actKeyOf } from '../../graphql/schema/acts/act.ts'
import { type BuildMode, createDomainBuilder, type DomainBuilder, toDomainSchema } from '../../graphql/schema/builder.ts'
import { readRow } from '../../graphql/schema/context.ts'
import { needs } from '../../graphql/schema/needs.ts'
import { pageInfoType } from '../../graphql/schema/page-info.ts'
import { pagedRoot } from '../../graphql/schema/paged-root.ts'
import { rowConnection } from '../../graphql/schema/row-page.ts'
import { STRUCTURAL } from '../../graphql/schema/structural.ts'
import { userErrorsField, userErrorType } from '../../graphql/schema/user-error.ts'
import { hubExtension } from '../../query/declare.ts'
import { isInConflict } from './conflict-sql.ts'
import { addConflictTypes } from './conflict-types.ts'
import { FILE_KINDS } from './file-kinds.ts'
import type { HandoverAnswer } from './store/commands.ts'
import { MOST_DAYS_AHEAD } from './store/refusals.ts'

export function buildHandoverSchema(mode: BuildMode): GraphQLSchema {
  const domain = createDomainBuilder('DIRECTORY', mode)
  domain.builder.queryType({ description: 'Read operations of the hub.' })
  domain.builder.mutationType({
    description: 'Acts that change data. Send one act per request; a retry with the same Idempotency-Key does not repeat it.',
  })
  const Kind = kindType(domain)
  pagedRoot(domain, {
    field: 'holderConflicts',
    description:
      "Persons about whom the caller's organisation and another one both hold a file that only one can hold, today or later (houdersconflicten). Both see it until one of them hands its file over, or until the periods no longer overlap.",
    type: 'HolderConflict',
    page: rowConnection(domain, pageInfoType(domain), addConflictTypes(domain), 'persons in conflict'),
    subset: {
      argument: 'kind',
      type: Kind,
      description: 'Kind of file. A request for a kind is recorded as use of the fact that another organisation holds such a file.',
    },
  })
  addHandOver(domain, Kind)
  return toDomainSchema(domain)
}

function kindType({ builder }: DomainBuilder) {
  const values = [...FILE_KINDS.values()].map((kind) => [
    kind.name,
    {
      description: `${kind.type.description} Asking for this kind reveals who else holds one. ${kind.reason}`,
      extensions: hubExtension({ subset: isInConflict(kind), owner: kind.type.domain }),
    },
  ])
  return builder.enumType('FileKind', {
    description:
      'Kind of file that only one organisation can hold at a time (soort dossier). Each kind is granted separately, because its list reveals that another organisation holds such a file.',
    extensions: hubExtension({ grantedByValue: true }),
    values: Object.fromEntries(values) as Record<string, { description: string }>,
  })
}

function addHandOver(domain: DomainBuilder, Kind: ReturnType<typeof kindType>): void {
  const { builder, Newcomer } = domain
  const Input = builder.inputType('HandOverFileInput', {
    description: 'File to hand over, and when.',
    fields: (t) => ({
      newcomerId: t.id({ required: true, description: "Id of the person in the caller's sector." }),
      kind: t.field({ type: Kind, required: true, description: 'Kind of file.' }),
      endsOn: t.field({
        type: 'Date',
        required: true,
        description: `First day on which the caller's organisation no longer holds the file: a day on which the other one holds its own, at most ${MOST_DAYS_AHEAD} days after today.`,
      }),
    }),
  })
  const Payload = builder.objectRef<HandoverAnswer>('HandOverFilePayload').implement({
    description: 'Result of a handover.',
    fields: (t) => ({
      newcomer: t.field({
        type: Newcomer,
        description:
          "Person whose file was handed over. Null when nothing was handed over, or when the caller's organisation no longer knows the person.",
        extensions: STRUCTURAL,
        resolve: ({ newcomerId }, _args, context, info) => (newcomerId === null ? null : readRow('Newcomer', newcomerId, context, info)),
      }),
      endsOn: t.field({
        type: 'Date',
        description: "First day on which the caller's organisation no longer holds the file. Null when nothing was handed over.",
        extensions: STRUCTURAL,
        resolve: ({ endsOn }) => endsOn,
      }),
      userErrors: t.field(userErrorsField(userErrorType(domain))),
    }),
  })
  builder.mutationField('handOverFile', (t) =>
    t.field({
      type: Payload,
      nullable: false,
      description:
        "Hands a file of the caller's organisation over to the other one that holds such a file (dossier overdragen): it ends on a day, and stays the caller's own. Nobody can end the file of another. A later delivery of the same period does not bring it back.",
      extensions: needs('PERSONS', 'ACT_KEY'),
      args: { input: t.arg({ type: Input, required: true, description: 'File to hand over, and when.' }) },
      resolve: (_root, { input }, context, info) => {
        const { newcomerId, kind, endsOn } = input
        return context.ports.handovers.handOver({ newcomerId: toUuid(newcomerId), kind, endsOn }, actKeyOf(context, info, input))
      },
    }),
  )
}
