import { hashOf } from '../../../src/graphql/operations/manifest.ts'
import { QUESTIONS } from '../../questions.ts'
import type { Ask } from '../../setup/asks.ts'
import type { Dataset } from '../../setup/dataset.ts'
import { hubEncoder } from '../hub/encode.ts'
import type { WireRequest } from '../wire.ts'

/** As to the hub, with the document's hash in place of the document. */
export function registeredEncoder(dataset: Pick<Dataset, 'config'>): (ask: Ask) => WireRequest {
  const encode = hubEncoder(dataset)
  return (ask) => {
    const request = encode(ask)
    const { variables } = JSON.parse(request.body) as { variables: unknown }
    return { ...request, body: JSON.stringify({ documentId: `sha256:${hashOf(QUESTIONS[ask.question].document)}`, variables }) }
  }
}
