/** Text of sources as people read it: two texts that look the same are the same. */

/** Line ends and tabs stand between words. */
const BETWEEN_WORDS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** Control and format characters: they have no width, or turn the direction of writing. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu

/** Most texts are plain: they need one look. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/** In composed form (NFC), without invisible characters, and without white space around it. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(BETWEEN_WORDS, ' ').replace(INVISIBLE, '').normalize('NFC').trim()
}
