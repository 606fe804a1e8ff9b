/** How root fields answer, and what of a filter counts as given. */
import type { GraphQLResolveInfo } from 'graphql'
import type { Answer } from '../../query/reader.ts'
import type { Row } from './builder.ts'
import type { RequestContext, RootQuestion } from './context.ts'

/** What a root field resolves to: an object for the executor, or text that is passed on. */
export async function answerWith<Tree>(context: RequestContext, asked: RootQuestion, info: GraphQLResolveInfo): Promise<Tree> {
  const answer = await context.read(asked, info)
  return (context.form === 'TEXT' ? JsonText.of(answer) : parseAnswer(answer)) as Tree
}

/** Resolver of a root field that answers the person of a number. */
export function answerByInsz(
  _root: unknown,
  given: { insz: Buffer },
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<Row | null> {
  const shape = () => ({ kind: 'person', nodes: info.fieldNodes }) as const
  return answerWith(context, { who: { kind: 'byInsz' }, shape, arguments: given }, info)
}

/** A filter field that is null asks for nothing. */
export function givenFields(filter: object | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null))
}

/** JSON that the database wrote, to be passed on without being read. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Answer about a person or persons; null stays null, as the executor has it. */
  static of({ texts }: Answer): JsonText | null {
    const text = texts.get('') ?? null
    return text === null ? null : new JsonText(text)
  }
}

/** Answer about a person, persons or rows, as objects. */
export function parseAnswer({ texts }: Answer): unknown {
  const text = texts.get('') ?? null
  return text === null ? null : JSON.parse(text)
}
