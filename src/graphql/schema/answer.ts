/** How root fields answer, and what of a filter counts as given. */
import type { GraphQLResolveInfo } from 'graphql'
import type { RequestContext, RootQuestion } from './context.ts'
import { JsonText, parseAnswer } from './json-text.ts'

/** What a root field resolves to: an object for the executor, or text that is passed on. */
export async function answerWith<Tree>(context: RequestContext, asked: RootQuestion, info: GraphQLResolveInfo): Promise<Tree> {
  const answer = await context.read(asked, info)
  return (context.form === 'TEXT' ? JsonText.of(answer) : parseAnswer(answer)) as Tree
}

/** A filter field that is null asks for nothing. */
export function givenFields(filter: object | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value != null))
}
