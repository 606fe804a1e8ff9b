import { createVault } from '../../../src/base/vault.ts'
import type { RequestContext } from '../../../src/graphql/schema/context.ts'
import { rowListIdentity } from '../../../src/graphql/schema/paged-root.ts'
import { createCursors } from '../../../src/query/cursor.ts'
import { QUESTIONS } from '../../questions.ts'
import type { Ask } from '../../setup/asks.ts'
import type { Dataset } from '../../setup/dataset.ts'
import type { WireRequest } from '../wire.ts'

/** GraphQL over HTTP with the caller's token; page cursors as the hub itself would have given them out. */
export function hubEncoder({ config }: Pick<Dataset, 'config'>): (ask: Ask) => WireRequest {
  const cursors = createCursors(createVault(config.masterKey))
  const cursorAfter = (ask: Ask) => {
    const { recipient, purpose } = QUESTIONS[ask.question]
    const reader = {
      caller: { organisation: { id: ask.caller.organisation }, consumer: ask.caller.consumer },
      contract: { name: `${recipient}/${purpose}` },
    }
    return cursors.seal(
      { id: ask.persons[0] ?? '', sort: '' },
      rowListIdentity(reader as unknown as RequestContext, 'newcomers', { order: 'ID', filter: {} }),
    )
  }
  const variablesOf = (ask: Ask) => {
    if (ask.question === 'Q1') return { id: ask.persons[0] }
    return ask.question === 'Q2' ? { after: cursorAfter(ask) } : { ids: ask.persons }
  }
  return (ask) => ({
    method: 'POST',
    path: '/graphql',
    headers: {
      authorization: `Bearer ${ask.caller.token}`,
      'hub-purpose': QUESTIONS[ask.question].purpose,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: QUESTIONS[ask.question].document, variables: variablesOf(ask) }),
  })
}
