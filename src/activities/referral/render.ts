/** docs/referral.md, rendered from the tables that the hub works by: what a caseworker or a supplier of case software reads. */
import { DEADLINE_NAMES, DEADLINES, type DeadlineName, type DeadlineSettings } from './deadline.ts'
import { ACT_LABELS, CONDITIONS, EFFECTS, MAX_NO_SHOWS, type Needs, TRANSITIONS, type Transition } from './machine.ts'
import { AGREEMENTS, CODES, REFERRAL_REASONS } from './reason.ts'
import { STATE_NAMES, STATES, type View } from './state.ts'

/** Markdown of the whole page. @param settings lengths of the deadlines that the page tells. */
export function renderReferralGuide(settings: DeadlineSettings): string {
  return [
    '# Referrals',
    '',
    'Rendered from `src/activities/referral/machine.ts`, `src/activities/referral/state.ts`, `src/activities/referral/reason.ts` and `reference/referral-deadlines.yaml`; do not edit by hand (`npm run generate`).',
    '',
    `A referral (doorverwijzing, toeleiding) goes from a sender to a receiver. It has ${STATE_NAMES.length} states. Each act is one mutation and belongs to one side; the system acts when a deadline passes. A final state can only be left by correcting a mistake.`,
    '',
    ...renderDiagram(),
    ...renderActs(),
    ...renderStates(settings.readBackDays),
    ...renderDeadlines(settings),
    ...renderReasons(),
    ...renderCodes(),
    ...DECISIONS,
    '',
  ].join('\n')
}

const code = (text: string) => `\`${text}\``
const both = ({ nl, en }: { nl: string; en: string }) => `${en} (${nl})`
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)

function renderDiagram(): string[] {
  const shown = TRANSITIONS.filter(({ act, from, to }) => act !== 'correct' && !(to !== null && from.every((state) => state === to)))
  const arrows = shown.flatMap(({ act, from, to }) =>
    from.filter((state) => state !== to).map((state) => `  ${state === 'NEW' ? '[*]' : state} --> ${to ?? '[*]'}: ${ACT_LABELS[act].en}`),
  )
  const ends = STATE_NAMES.filter((state) => STATES[state].terminal && state !== 'ENTERED_IN_ERROR').map((state) => `  ${state} --> [*]`)
  const note = 'Not shown: a mistake can be marked in every state after sending, and an overdue referral stays in its state.'
  return ['```mermaid', 'stateDiagram-v2', ...arrows, ...ends, '```', '', note, '']
}

function renderActs(): string[] {
  const rows = TRANSITIONS.map((row) => [
    `${code(row.act)} ${both(ACT_LABELS[row.act])}`,
    row.from.map((state) => (state === 'NEW' ? '–' : state)).join(', '),
    row.to ?? 'erased',
    row.by.join(' or ').toLowerCase(),
    renderNeeds(row),
    row.deadline === undefined ? '–' : `${row.deadline}: ${DEADLINES[row.deadline].en}`,
    row.effect === undefined ? '–' : both(EFFECTS[row.effect]),
  ])
  return ['## Acts', '', ...table(['Act', 'From', 'To', 'By', 'Needs', 'Deadline that starts', 'Effect on access'], rows), '']
}

function renderNeeds({ needs = {}, only, outcome }: Transition): string {
  const parts = [
    ...(Object.keys(needs) as (keyof Needs)[]).map((need) => NEED_TEXTS[need](needs)),
    ...(only === undefined ? [] : [`only when ${CONDITIONS[only].en}`]),
    ...(outcome === undefined ? [] : [`writes the outcome ${outcome}`]),
  ]
  return parts.join('; ') || '–'
}

const NEED_TEXTS: Record<keyof Needs, (needs: Needs) => string> = {
  path: () => 'a reason and a receiver that match',
  agreement: () => 'the involvement of the person that the reason requires',
  code: ({ code: list }) => `a code from the list "${list}"`,
  outcome: ({ outcome }) => `an outcome: ${outcome?.join(', ')}`,
  appointmentAt: () => 'the time of the appointment',
  receiver: () => 'another receiver that matches the reason',
  text: () => 'a text, at most 500 characters',
}

function renderStates(readBackDays: number): string[] {
  const seen: Record<View, string> = {
    NOTHING: 'nothing',
    ANNOUNCEMENT: 'that the referral exists: sender, reason and time; nothing about the person',
    PAYLOAD: 'the person, as far as the referral contains',
    ACCEPTED: 'in addition, the fields that its protocol grants after acceptance',
    READ_BACK: `the same as before, for ${readBackDays} days`,
  }
  const rows = STATE_NAMES.map((state) => {
    const { fhir, businessStatus, nl, en, terminal, receiverSees } = STATES[state]
    return [
      state,
      `${en} (${nl})`,
      code(fhir),
      businessStatus === null ? '–' : code(businessStatus),
      terminal ? 'yes' : 'no',
      seen[receiverSees],
    ]
  })
  return [
    '## States, their FHIR Task status, and what the receiver sees',
    '',
    ...table(['State', 'Meaning', 'Task.status', 'Task.businessStatus', 'Final', 'Visible to the receiver'], rows),
    '',
    "The sender sees the state, its time and the code or outcome of each answer. The sender never sees the receiver's dossier: no grounds, no scores, no reason for a hold. A referral that was never sent (DRAFT, or WITHDRAWN from DRAFT) is visible to the sender only: for the receiver it does not exist.",
    '',
  ]
}

function renderDeadlines({ deadlines, readBackDays }: DeadlineSettings): string[] {
  const units = { DAYS: 'days', WORKING_DAYS: 'working days' }
  const reactions = {
    expire: 'the referral expires',
    escalate: 'both sides see it as overdue',
    close: 'the referral is closed as not reached',
    purge: 'the draft is erased',
  }
  const since = (name: DeadlineName) => (name === 'APPOINTMENT' ? ' after the day of the appointment' : '')
  const rows = DEADLINE_NAMES.map((name) => [
    name,
    both(DEADLINES[name]),
    `${deadlines[name].amount} ${units[deadlines[name].unit]}${since(name)}`,
    reactions[DEADLINES[name].reaction],
  ])
  return [
    '## Deadlines',
    '',
    ...table(['Deadline', 'Waits for', 'Length', 'When it passes'], rows),
    '',
    `A term starts on the day after the act and ends at midnight in Brussels after its last day. If the last day is a Saturday, Sunday or public holiday, the term ends on the next working day. A referral that has ended can be read for another ${readBackDays} days. The lengths are settings in the reference folder of the installation.`,
    '',
  ]
}

function renderReasons(): string[] {
  const rows = Object.entries(REFERRAL_REASONS).map(([reason, { nl, en, paths, agreement, trigger }]) => [
    reason,
    both({ nl, en }),
    paths.map(({ from, to }) => `${from} → ${to}`).join('<br>'),
    both(trigger),
    `${agreement}: ${AGREEMENTS[agreement].en}`,
  ])
  return ['## Reasons and paths', '', ...table(['Reason', 'Meaning', 'From → to', 'When', 'Involvement of the person'], rows), '']
}

function renderCodes(): string[] {
  const rows = Object.entries(CODES).flatMap(([list, codes]) => Object.entries(codes).map(([name, label]) => [list, name, both(label)]))
  return ['## Codes that the sender sees', '', ...table(['List', 'Code', 'Meaning'], rows), '']
}

const DECISIONS = [
  '## Design decisions',
  '',
  "- **A receiver sees the referral before it sees the person.** Receipt is an act: only then does the person enter the receiver's scope.",
  "- **The sender may withdraw until acceptance and cancel until the start**, because the person may object at the sender's desk. After that, the receiver is in charge.",
  '- **An appointment can be moved** without a false report of absence.',
  '- **A hold ends in the state in which it began.** A referral that was put on hold before the start returns to ACCEPTED, so that no false start is reported.',
  `- **After ${MAX_NO_SHOWS} missed appointments, no further appointment can be made.** An absence can be reported once the time of the appointment has passed.`,
  '- **A mistake can be marked after the end**, because that is when it comes to light. The person is hidden from both sides at once; the acts stay on record.',
  '- **The outcome is part of the act that ends a referral**, so the five days for feedback cannot be missed.',
  '- **A forwarded referral** ends. A new referral from the same sender to the other receiver, linked to the first, begins as SENT.',
  '- **Not included:** WONEN_TAAL (housing company to agency), because no housing company is connected to the hub.',
]
