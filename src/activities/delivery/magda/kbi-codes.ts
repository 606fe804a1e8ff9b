/** Codes of the KBI dossier. Its published code tables are incomplete: a code that is not here is refused or left empty, never guessed. */

export const TARGET_TYPE_BY_CODE: Readonly<Record<string, string>> = { PLICHT: 'OBLIGED', RECHT: 'ENTITLED', MINDERJARIG: 'MINOR' }

export const TRAJECTORY_KIND_BY_TYPE: Readonly<Record<string, string>> = {
  TT_IBVP: 'OBLIGED',
  TT_IBRH: 'ENTITLED',
  TT_NT2: 'DUTCH_ONLY',
  TT_IBGD: 'GUIDANCE',
}

/** Started (opgestart), suspended (tijdelijk stopgezet), stopped (gestopt). */
export const TRAJECTORY_STATUS_BY_CODE: Readonly<Record<string, string>> = { OP: 'ACTIVE', TS: 'ON_HOLD', GS: 'ENDED' }

/** Voldaan, niet voldaan. */
export const PASSED_BY_DECISION: Readonly<Record<string, string>> = { VO: 'passed', NVO: 'failed' }

/** Decision about a trajectory by which integration is awarded. */
export const AWARDED = 'JA_IB'

/** Models of the certificate of integration (attest van inburgering) are AI with a number. Other documents (for example AEVC) are not that certificate. */
export const CERTIFICATE_BY_TYPE: readonly { type: RegExp; kind: string }[] = [{ type: /^AI\d/, kind: 'INTEGRATION' }]

/** KBI's own language codes as ISO 639-3; a code that is also an ISO 639-2 code is read as that. */
export const LANGUAGE_BY_CODE: Readonly<Record<string, string>> = {
  ALB: 'sqi',
  ARA: 'ara',
  BUL: 'bul',
  DEU: 'deu',
  ENG: 'eng',
  FRA: 'fra',
  ITA: 'ita',
  NLD: 'nld',
  POL: 'pol',
  POR: 'por',
  RUS: 'rus',
  SH: 'hbs',
  SPA: 'spa',
  TUR: 'tur',
}

const WEEKDAYS = ['MAA', 'DIN', 'WOE', 'DON', 'VRIJ', 'ZAT', 'ZON']
const OURS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']
const PARTS: Readonly<Record<string, string>> = { OCHTEND: 'AM', VOORMIDDAG: 'AM', MIDDAG: 'PM', NAMIDDAG: 'PM', AVOND: 'EVE' }

/** Half days, for example `DON_MIDDAG`. */
export const DAYPART_BY_CODE: Readonly<Record<string, string>> = Object.fromEntries(
  WEEKDAYS.flatMap((weekday, index) => Object.entries(PARTS).map(([part, ours]) => [`${weekday}_${part}`, `${OURS[index]}_${ours}`])),
)
