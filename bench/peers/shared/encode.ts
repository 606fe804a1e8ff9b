import { QUESTIONS } from '../../questions.ts'
import type { Ask } from '../../setup/asks.ts'
import type { WireRequest } from '../../systems/wire.ts'

/** The hub's own documents; a page begins after a plain id. */
export function peerEncoder(): (ask: Ask) => WireRequest {
  return ({ question, caller, persons }) => {
    const variables = { Q1: { id: persons[0] }, Q2: { after: persons[0] }, Q3: { ids: persons } }[question]
    return {
      method: 'POST',
      path: '/graphql',
      headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUESTIONS[question].document, variables }),
    }
  }
}
