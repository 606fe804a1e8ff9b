/** Deadlines of referrals: how long a state may last, and what the system does then. The lengths are settings of the installation. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { brusselsDay } from '../../base/day.ts'
import { parseYaml, renderProblems } from '../../base/yaml-file.ts'
import { endOfBrusselsDay, endOfTerm, endOfWorkingTerm } from './working-days.ts'

/** What the system does when a deadline passes: its act. `escalate` changes no state, it shows the case as overdue to both sides. */
export const REACTIONS = ['expire', 'escalate', 'close', 'purge'] as const
export type Reaction = (typeof REACTIONS)[number]

type DeadlineRow = Readonly<{ reaction: Reaction; nl: string; en: string }>

/** What is waited for. */
export const DEADLINES = {
  DRAFT: { reaction: 'purge', nl: 'het concept versturen', en: 'sending the draft' },
  RECEIPT: { reaction: 'expire', nl: 'ontvangen', en: 'receipt' },
  ANSWER: { reaction: 'escalate', nl: 'beoordelen', en: 'an answer from the receiver' },
  INFORMATION: { reaction: 'expire', nl: 'bijkomende info geven', en: 'information from the sender' },
  PLANNING: { reaction: 'escalate', nl: 'een afspraak plannen', en: 'an appointment' },
  APPOINTMENT: { reaction: 'escalate', nl: 'melden hoe de afspraak verliep', en: 'a report on the appointment' },
  NO_SHOW: { reaction: 'close', nl: 'een nieuwe afspraak plannen', en: 'a new appointment' },
  REVIEW: { reaction: 'escalate', nl: 'de opschorting herbekijken', en: 'a review of the hold' },
} as const satisfies Record<string, DeadlineRow>
export type DeadlineName = keyof typeof DEADLINES
export const DEADLINE_NAMES = Object.keys(DEADLINES) as DeadlineName[]

const Term = z.strictObject({
  amount: z.int({ error: 'must be a whole number' }).min(0, { error: 'must be 0 or more' }).max(366, { error: 'must be 366 or less' }),
  unit: z.enum(['DAYS', 'WORKING_DAYS'], { error: 'must be DAYS or WORKING_DAYS' }),
})

/** Length of every deadline, and of the time that a closed referral can still be read. APPOINTMENT counts from the day of the appointment, all others from the act. */
export const DeadlineSettings = z.strictObject({
  deadlines: z.record(z.enum(DEADLINE_NAMES, { error: `must be one of ${DEADLINE_NAMES.join(', ')}` }), Term),
  readBackDays: z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be 1 or more' })
    .max(366, { error: 'must be 366 or less' }),
})
export type DeadlineSettings = z.infer<typeof DeadlineSettings>

const FILE = 'referral-deadlines.yaml'

/** Reads the settings from the reference folder. @throws Error with every problem and its line. */
export async function loadDeadlines(folder: string): Promise<DeadlineSettings> {
  const { value, problems } = parseYaml(FILE, await readFile(join(folder, FILE), 'utf8'), DeadlineSettings)
  if (value === undefined) throw new Error(`The deadlines of referrals are not valid:\n${renderProblems(problems)}`)
  return value
}

/**
 * Instant at which a deadline has passed: midnight in Brussels after its last day.
 * @param at when the act was done. @param appointmentAt the appointment of the referral; where there is none, `at` stands in for it.
 */
export function dueAt(name: DeadlineName, { deadlines }: DeadlineSettings, at: Date, appointmentAt: Date | null = null): Date {
  const { amount, unit } = deadlines[name]
  const from = brusselsDay(name === 'APPOINTMENT' ? (appointmentAt ?? at) : at)
  return endOfBrusselsDay(unit === 'DAYS' ? endOfTerm(from, amount) : endOfWorkingTerm(from, amount))
}
