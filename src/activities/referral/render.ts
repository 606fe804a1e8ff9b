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
    'Rendered from `src/activities/referral/machine.ts`, `src/activities/referral/state.ts`, `src/activities/referral/reason.ts` and `reference/referral-deadlines.yaml`; do not edit by hand (`npm run generate:schema`).',
    '',
    `A referral (doorverwijzing, toeleiding) goes from a sender to a receiver. It has ${STATE_NAMES.length} states. Each act is one mutation, allowed to one side; the system acts when a deadline passes. Nothing leads out of a state that is over, except the correction of a mistake.`,
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
  const note = 'Not drawn: a mistake can be marked from every state once sent, and a case that is overdue stays in its state.'
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
  return ['## Who may do what', '', ...table(['Act', 'From', 'To', 'By', 'Needs', 'Deadline that begins', 'Opens or ends'], rows), '']
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
  path: () => 'a reason and a receiver that go together',
  agreement: () => 'word of the person, as the reason asks',
  code: ({ code: list }) => `a code of the list "${list}"`,
  outcome: ({ outcome }) => `an outcome: ${outcome?.join(', ')}`,
  appointmentAt: () => 'the time of the appointment',
  receiver: () => 'another receiver on a path of the reason',
  text: () => 'a text, at most 500 characters',
}

function renderStates(readBackDays: number): string[] {
  const seen: Record<View, string> = {
    NOTHING: 'nothing',
    ANNOUNCEMENT: 'that it is there: sender, reason, time; nothing of the person',
    PAYLOAD: 'the person, as far as the referral itself tells',
    ACCEPTED: 'also what its protocol grants after acceptance',
    READ_BACK: `what it saw before, for ${readBackDays} days`,
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
    '## States, their place in FHIR Task, and what the receiver sees',
    '',
    ...table(['State', 'Meaning', 'Task.status', 'Task.businessStatus', 'Over', 'Receiver sees'], rows),
    '',
    "The sender sees the state, its time and the code or outcome of each answer, and never the dossier of the receiver: no ground, no score, no reason of a hold. A state that came before the sending (DRAFT, and WITHDRAWN from it) is the sender's alone: for the receiver the referral does not exist.",
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
    `A term begins the day after the act and is over at midnight in Brussels after its last day. A last day that is a Saturday, Sunday or public holiday moves to the next working day. A referral that is over can be read for ${readBackDays} days more. An installation changes the lengths in its reference folder.`,
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
  return ['## Reasons and paths', '', ...table(['Reason', 'Meaning', 'From → to', 'When', 'The person'], rows), '']
}

function renderCodes(): string[] {
  const rows = Object.entries(CODES).flatMap(([list, codes]) => Object.entries(codes).map(([name, label]) => [list, name, both(label)]))
  return ['## Codes that go back', '', ...table(['List', 'Code', 'Meaning'], rows), '']
}

const DECISIONS = [
  '## Why it is so',
  '',
  '- **A receiver is told of a referral before it sees the person**: receipt is an act, and only then the person is in its scope.',
  '- **The sender may withdraw until acceptance and cancel until the start**: the person may object at its desk. Later the receiver is the one in charge.',
  '- **An appointment can be moved** without a false report of absence.',
  '- **A hold ends where it began.** A referral held before the start goes back to ACCEPTED, so that nobody is told of a start that was none.',
  `- **After ${MAX_NO_SHOWS} absences there is no further appointment.** An absence can be reported once the time of the appointment has passed.`,
  '- **A mistake can be marked after the end**, because that is when it comes to light. It hides the person from both sides at once; the acts stay on record.',
  '- **The outcome is part of the act that ends a referral**, so the five days for feedback cannot be missed.',
  '- **A referral that is passed on** ends; a new one from the same sender to the other receiver, linked to it, begins as SENT.',
  '- Not here: WONEN_TAAL (housing company to agency). No housing company is a party to the hub.',
]
