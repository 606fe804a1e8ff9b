/** Codes by which organisations are named: KBO numbers and OVO codes. */
import { parseKbo } from './kbo.ts'

/** @param text a KBO number in the usual spellings (`0887.010.362`), or an OVO code.
 *  @returns the code as it is stored; undefined when the text is neither. */
export function parseOrganisationCode(text: string): string | undefined {
  const ovo = text.trim().toUpperCase()
  return /^OVO\d{6}$/.test(ovo) ? ovo : parseKbo(text)
}
