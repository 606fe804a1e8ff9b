/** Days in Belgium, as YYYY-MM-DD: they begin and end at midnight in Brussels, wherever the process or the database runs. */

const DAY_MS = 86_400_000
const BRUSSELS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels', dateStyle: 'short' })

/** Day on which an instant falls. */
export function brusselsDay(at: Date | number): string {
  return BRUSSELS.format(at)
}

/** SQL: day on which an instant (timestamptz) falls. */
export function dayAt(instant: string): string {
  return `(${instant} at time zone 'Europe/Brussels')::date`
}

/** SQL: instant at which a day (date) begins. */
export function startOfDay(day: string): string {
  return `(${day})::timestamp at time zone 'Europe/Brussels'`
}

/** Day so many days later; earlier when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar: 30 February is none. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text
}
