/**
 * Days in Belgium. A term begins the day after the act and includes its last day (Gerechtelijk Wetboek art. 52-53, by analogy); it is over
 * at midnight in Brussels. A last day that is no working day moves to the next working day. Days are texts YYYY-MM-DD.
 *
 * The ten public holidays: Royal Decree of 18-4-1974 art. 1, in execution of the Act of 4-1-1974 on public holidays. Written out here: the libraries that
 * know them bring hundreds of countries along, and these ten have not changed since 1974.
 */

import { addDays } from '../../base/day.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Holidays on the same day every year, as MM-DD. */
const FIXED_HOLIDAYS = ['01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25']
/** Days after Easter Sunday: Easter Monday, Ascension, Whit Monday. */
const MOVABLE_HOLIDAYS = [1, 39, 50]

const BRUSSELS_HOUR = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Brussels', hour: '2-digit', hourCycle: 'h23' })

/** Instant at which a day in Belgium is over. */
export function endOfBrusselsDay(day: string): Date {
  // Clocks change at 01:00 UTC, so the distance to UTC at noon is also that of the midnight that follows.
  const noon = startOf(day) + 12 * HOUR_MS
  const ahead = Number(BRUSSELS_HOUR.format(noon)) - 12
  return new Date(startOf(day) + DAY_MS - ahead * HOUR_MS)
}

/** Public holidays of a year, in order. @param year 1975 or later. */
export function publicHolidays(year: number): string[] {
  const easter = easterSunday(year)
  return [...FIXED_HOLIDAYS.map((day) => `${year}-${day}`), ...MOVABLE_HOLIDAYS.map((days) => addDays(easter, days))].sort()
}

/** Whether offices are open: Monday to Friday, no public holiday. */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(startOf(day)).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !isPublicHoliday(day)
}

function isPublicHoliday(day: string): boolean {
  const inYear = day.slice(5)
  if (FIXED_HOLIDAYS.includes(inYear)) return true
  // Easter and what follows it fall between these days; no other day needs it worked out.
  return (
    inYear >= '03-23' &&
    inYear <= '06-14' &&
    MOVABLE_HOLIDAYS.includes((startOf(day) - startOf(easterSunday(Number(day.slice(0, 4))))) / DAY_MS)
  )
}

/** Last day of a term of so many calendar days after `day`; moved to the next working day where it is none. @param days 0 or more. */
export function endOfTerm(day: string, days: number): string {
  let last = addDays(day, days)
  while (!isWorkingDay(last)) last = addDays(last, 1)
  return last
}

/** The so-manieth working day after `day`. @param count 0: `day` itself, or the next working day when it is none. */
export function endOfWorkingTerm(day: string, count: number): string {
  let last = day
  for (let left = count; left > 0; left -= 1) last = endOfTerm(addDays(last, 1), 0)
  return endOfTerm(last, 0)
}

/** Easter Sunday by the rule of the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8). */
function easterSunday(year: number): string {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const inCentury = year % 100
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7
  const shift = Math.floor((golden + 11 * moon + 22 * weekday) / 451)
  const days = moon + weekday - 7 * shift + 114
  return `${year}-0${Math.floor(days / 31)}-${String((days % 31) + 1).padStart(2, '0')}`
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}
