/**
 * Makes every function of `src` say that it was entered: `node --import ./test/walk/instrument.ts ...`. Only for looking: what a
 * request does is recorded as a list of functions in their order (record.ts), whatever the code says about itself.
 */
import { registerHooks } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { instrument, RECORDER } from './mark-functions.ts'
import { note } from './record.ts'

const SRC = new URL('../../src/', import.meta.url).href
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

Object.assign(globalThis, { [RECORDER]: note })

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    if (!url.startsWith(SRC) || !url.endsWith('.ts') || url.includes('/generated/') || loaded.source == null) return loaded
    const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    return { ...loaded, source: instrument(relative(ROOT, fileURLToPath(url)), text) }
  },
})
