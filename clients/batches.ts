/** Ids of many persons, page by page, in the batches that the hub takes. */
import type { Document, HubClient } from './hub-client.ts'

/** A page of a list of newcomers: what a document has to ask for so that the next page can be found. */
type Page = {
  newcomers?: { pageInfo: { hasNextPage: boolean; endCursor?: string | null }; nodes?: readonly { id: string }[] | null } | null
}

/** Largest batch of ids that the hub answers at once. */
const BATCH = 1000

/** Ids of everybody whom the document lists, in batches. @param document takes the cursor to go on from as `after`. */
export async function* listIds<Data extends Page>(
  hub: HubClient,
  purpose: string,
  document: Document<Data, { after?: string | null }>,
): AsyncGenerator<string[]> {
  let ids: string[] = []
  let after: string | null = null
  do {
    const { newcomers }: Page = (await hub.ask(purpose, document, { after })).data
    ids.push(...(newcomers?.nodes ?? []).map(({ id }) => id))
    after = newcomers?.pageInfo.hasNextPage ? (newcomers.pageInfo.endCursor ?? null) : null
    if (ids.length >= BATCH || after === null) {
      if (ids.length > 0) yield ids
      ids = []
    }
  } while (after !== null)
}
