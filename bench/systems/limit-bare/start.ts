/** L without the data-use insert: what reading alone costs. */
import { serveLimit } from '../limit/start.ts'
import type { StartSystem } from '../system.ts'

export const start: StartSystem = (settings) => serveLimit(settings, false)
