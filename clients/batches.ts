/** Ids of many persons, read page by page, in batches that the hub accepts. */
import type { Document, HubClient } from './hub-client.ts'

/** Page of a list of newcomers: the fields that a document must select to find the next page. */
type Page = {
  newcomers?: { pageInfo: { hasNextPage: boolean; endCursor?: string | null }; nodes?: readonly { id: string }[] | null } | null
}

/** Largest batch of ids that the hub accepts in one request. */
const BATCH = 1000

/** Ids of all persons that the document lists, in batches. @param document takes the cursor of the previous page as `after`. */
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
