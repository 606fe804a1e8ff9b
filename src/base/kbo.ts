/** Numbers of the Crossroads Bank for Enterprises (KBO), by which organisations are known. */

export type Kbo = string & { readonly __brand: 'Kbo' }

/**
 * @param text ten digits, in the usual spellings: `0887.010.362`, `BE 0887010362`.
 * @returns the ten digits; undefined when it is no KBO number (first digit 0 or 1, check digits 97 - (first eight mod 97)).
 */
export function parseKbo(text: string): Kbo | undefined {
  const digits = text.replace(/^\s*BE/i, '').replaceAll(/[\s.]/g, '')
  if (!/^[01]\d{9}$/.test(digits)) return undefined
  return digits.slice(8) === checkDigits(digits.slice(0, 8)) ? (digits as Kbo) : undefined
}

/**
 * A number that passes the check and that nobody has: real ones do not begin with 00. It stands for an organisation whose number no
 * open source gives, in development only.
 * @param organisationId 1 to 999999.
 */
export function placeholderKbo(organisationId: number): Kbo {
  const base = organisationId.toString().padStart(8, '0')
  return `${base}${checkDigits(base)}` as Kbo
}

function checkDigits(base: string): string {
  return (97 - (Number(base) % 97)).toString().padStart(2, '0')
}
