/**
 * INSZ numbers: national register, BIS (month +20, +40) and, outside production, synthetic: month +60, and +80 for the BIS numbers of the
 * test environments. Month 00 (or 20, 40, 60, 80) stands for an unknown date of birth; the day then only counts on when the numbers
 * of a day are used up, and goes beyond 31.
 */

export type Insz = string & { readonly __brand: 'Insz' }

export type InszKind = 'REGISTER' | 'BIS' | 'SYNTHETIC'

const KIND_BY_TWENTY: Record<number, InszKind> = { 0: 'REGISTER', 1: 'BIS', 2: 'BIS', 3: 'SYNTHETIC', 4: 'SYNTHETIC' }

const LAST_DAY_OF_ANY_MONTH = 31

/** Belgium is at most two hours ahead of UTC: a child of the first hour of a year has a number already. */
const AHEAD_OF_UTC_MS = 2 * 3_600_000

/** Check digits: 97 minus the first nine digits modulo 97; births since 2000 count with a 2 before them. */
function checkDigits(firstNine: number, bornSince2000: boolean): number {
  return 97 - (((bornSince2000 ? 2_000_000_000 : 0) + firstNine) % 97)
}

/** Which of the two centuries the check digits fit; several can. */
export function birthYears(insz: string): number[] {
  const firstNine = Number(insz.slice(0, 9))
  const check = Number(insz.slice(9))
  const year = Number(insz.slice(0, 2))
  return [false, true]
    .filter((since2000) => checkDigits(firstNine, since2000) === check)
    .map((since2000) => (since2000 ? 2000 : 1900) + year)
}

/** @returns undefined when the month part is none that an INSZ can have. */
export function inszKind(insz: string): InszKind | undefined {
  const month = Number(insz.slice(2, 4))
  return month % 20 <= 12 ? KIND_BY_TWENTY[Math.floor(month / 20)] : undefined
}

/** Digits only, checked; dots, dashes and spaces as people write them are taken away.
 *  @returns undefined when it is no INSZ. Unknown birth days and months (00) are legal. */
export function parseInsz(text: string, options: { allowSynthetic: boolean }): Insz | undefined {
  const digits = text.replace(/[ .-]/g, '')
  if (!/^\d{11}$/.test(digits) || !isPossibleDay(digits)) return undefined
  const kind = inszKind(digits)
  if (kind === undefined || (kind === 'SYNTHETIC' && !options.allowSynthetic)) return undefined
  const thisYear = new Date(Date.now() + AHEAD_OF_UTC_MS).getUTCFullYear()
  return birthYears(digits).some((year) => year <= thisYear) ? (digits as Insz) : undefined
}

/** Eleven digits, with the separators that people write between them. */
const DIGITS = /(?<!\d)\d(?:[ .\-/]?\d){10}(?!\d)/g

/** Digits of an id can look like a number, by chance. */
const IDS = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/** Whether a text holds a number that is an INSZ, of whatever kind. */
export function holdsInsz(text: string): boolean {
  return [...text.replaceAll(IDS, ' id ').matchAll(DIGITS)].some(
    ([found]) => parseInsz(found.replaceAll(/\D/g, ''), { allowSynthetic: true }) !== undefined,
  )
}

function isPossibleDay(digits: string): boolean {
  const isMonthUnknown = Number(digits.slice(2, 4)) % 20 === 0
  return isMonthUnknown || Number(digits.slice(4, 6)) <= LAST_DAY_OF_ANY_MONTH
}

/** Number with its check digits, from the nine that carry date and sequence. */
export function completeInsz(firstNine: string, bornSince2000: boolean): Insz {
  return (firstNine + String(checkDigits(Number(firstNine), bornSince2000)).padStart(2, '0')) as Insz
}
