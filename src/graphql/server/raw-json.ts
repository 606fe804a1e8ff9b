/** Raw JSON that passes through the server library under stand-in objects. */
import type { FormattedExecutionResult } from 'graphql'

/** Texts of `data` on their way through the server library, which hands objects around: each is held under an empty object that stands for it. */
export type RawJson = {
  hold(text: string): Record<string, unknown>
  /** Whole response as JSON. */
  stringify(result: FormattedExecutionResult): string
}

export function createRawJson(): RawJson {
  const texts = new WeakMap<object, string>()
  return {
    hold: (text) => {
      const standIn = {}
      texts.set(standIn, text)
      return standIn
    },
    stringify: ({ data, errors, extensions }) => {
      const text = data == null ? undefined : texts.get(data)
      if (text === undefined) return JSON.stringify({ errors, data, extensions })
      const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`
      const after = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`
      return `{${before}"data":${text}${after}}`
    },
  }
}
