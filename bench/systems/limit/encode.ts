import type { Ask } from '../../setup/asks.ts'
import type { WireRequest } from '../wire.ts'

/** The least that a request can be: the caller in plain headers, the persons in the body. */
export function limitEncoder(): (ask: Ask) => WireRequest {
  return ({ question, caller, persons }) => ({
    method: 'POST',
    path: `/${question}`,
    headers: {
      organisation: String(caller.organisation),
      consumer: caller.consumer,
      user: caller.user,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ persons }),
  })
}
