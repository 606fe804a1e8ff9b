/** JSON text from the database, passed on without parsing. */
import type { Answer } from '../../query/reader.ts'

/** JSON that the database wrote, to be passed on without being read. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Answer about a person or persons; null stays null, as the executor has it. */
  static of({ texts }: Answer): JsonText | null {
    const text = texts.get('') ?? null
    return text === null ? null : new JsonText(text)
  }
}

/** Answer about a person, persons or rows, as objects. */
export function parseAnswer({ texts }: Answer): unknown {
  const text = texts.get('') ?? null
  return text === null ? null : JSON.parse(text)
}
