/**
 * Names of the values that a statement answers. Response keys are the caller's own words, so none of them is a name in SQL: a value is called as
 * the schema calls its field, or, where the caller chose another key, by a position. The keys are put on the text of the answer.
 */

/** Names of one statement. No field's name is a number, so that positions and names of fields never meet. */
export class AnswerNames {
  readonly #positions = new Map<string, number>()

  /** @param key response key. @param own what the schema calls the value. @returns name in SQL, to be quoted. */
  of(key: string, own: string): string {
    if (key === own) return own
    const position = this.#positions.get(key) ?? this.#positions.size
    this.#positions.set(key, position)
    return String(position)
  }

  /** Keys that the caller chose, each at its position. */
  get chosen(): string[] {
    return [...this.#positions.keys()]
  }
}

/** A position that is a key of an object: within a text of JSON its quotes would be escaped, and after the end of a text there is no colon. */
const POSITION = /"(\d+)":/g

/** Puts the keys that the caller chose on a text that PostgreSQL wrote. @param chosen by position. @returns JSON. */
export function putKeys(text: string, chosen: readonly string[]): string {
  const keys = chosen.map((key) => `${JSON.stringify(key)}:`)
  return text.replace(POSITION, (_found, position: string) => keys[Number(position)] ?? 'null')
}
