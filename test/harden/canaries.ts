/** Hubs that lack a guard: the trial that is for it must find that. */
import type { Canary } from './stage.ts'

/** Further away than anything that is asked. */
const NO_END = '1000000000'

export const CANARIES: Readonly<Record<string, Canary>> = {
  // Whoever asks is let in at once, however much is under way.
  'no-turns': { settings: { HUB_IN_FLIGHT: NO_END, HUB_IN_FLIGHT_PER_CONSUMER: NO_END, HUB_QUEUE: NO_END } },
  // Plans are kept for good, and nobody counts new documents.
  'no-bounds': {
    settings: { NEW_DOCUMENTS_PER_MINUTE: '1000000' },
    patches: [
      { file: 'src/query/reader.ts', find: 'max: 1000, maxSize: 16_000_000', replace: 'max: 10_000_000, maxSize: 1_000_000_000_000' },
    ],
  },
  // The type of a body is what the caller wrote, as the framework reads it.
  'no-list': { patches: [{ file: 'src/app/http/server.ts', find: '    nameContentType(request.raw.headers)\n', replace: '' }] },
}
