/**
 * What a referral does, written a second time and on purpose without the machine: from the workflow that the parties agreed on. Tests give both, and
 * the running hub, the same acts. It knows legal moves, not the codes behind them: an act is either complete or lacks what it needs.
 */

/** state: act side next | … ; sides are Sender, Receiver, sYstem. A question mark is a rule below. */
const WORKFLOW = `
NEW: draft S DRAFT | submit S SENT
DRAFT: draft S DRAFT | submit S SENT | withdraw S WITHDRAWN | purge Y GONE
SENT: receive R RECEIVED | withdraw S WITHDRAWN | expire Y EXPIRED | correct S ENTERED_IN_ERROR
RECEIVED: accept R ACCEPTED | reject R REJECTED | requestInformation R INFO_REQUESTED | reroute R REROUTED | withdraw S WITHDRAWN | escalate Y RECEIVED | correct S ENTERED_IN_ERROR
INFO_REQUESTED: answerInformation S RECEIVED | withdraw S WITHDRAWN | expire Y EXPIRED | correct S ENTERED_IN_ERROR
ACCEPTED: schedule? R SCHEDULED | hold R ON_HOLD | cancel R CANCELLED | cancel S CANCELLED | escalate Y ACCEPTED | correct S ENTERED_IN_ERROR
SCHEDULED: start R STARTED | reportNoShow? R NO_SHOW | schedule? R SCHEDULED | cancel R CANCELLED | cancel S CANCELLED | escalate Y SCHEDULED | correct S ENTERED_IN_ERROR
NO_SHOW: schedule? R SCHEDULED | stop R CLOSED_NOT_REACHED | close Y CLOSED_NOT_REACHED | correct S ENTERED_IN_ERROR
STARTED: complete R COMPLETED | stop R STOPPED | hold R ON_HOLD | correct S ENTERED_IN_ERROR
ON_HOLD: resume? R STARTED | stop R STOPPED | escalate Y ON_HOLD | correct S ENTERED_IN_ERROR
REJECTED: correct S ENTERED_IN_ERROR
REROUTED: correct S ENTERED_IN_ERROR
COMPLETED: correct S ENTERED_IN_ERROR
STOPPED: correct S ENTERED_IN_ERROR
CLOSED_NOT_REACHED: correct S ENTERED_IN_ERROR
CANCELLED: correct S ENTERED_IN_ERROR
WITHDRAWN: correct S ENTERED_IN_ERROR
EXPIRED: correct S ENTERED_IN_ERROR
ENTERED_IN_ERROR:
GONE:`

/** Acts that say what they mean by themselves; every other one needs a code, a text, a receiver or an appointment. */
const NEED_NOTHING = 'receive accept reportNoShow start hold resume purge expire close escalate'.split(' ')

export type By = 'SENDER' | 'RECEIVER' | 'SYSTEM' | 'STRANGER'
/** @property complete whether it brings what it needs. @property ahead for an appointment: whether it is still to come. */
export type Act = { command: string; by: By; complete: boolean; ahead: boolean }

/** @property sent whether the receiver ever got to know of it. */
export type Case = { state: string; sent: boolean; noShows: number; started: boolean; ahead: boolean }
export const NEW_CASE: Case = { state: 'NEW', sent: false, noShows: 0, started: false, ahead: false }

/** UNKNOWN: as if there were no such referral. */
export type Verdict = 'DONE' | 'ILLEGAL' | 'INCOMPLETE' | 'UNKNOWN'

type Way = { command: string; side: string; next: string; ruled: boolean }
const WAYS = new Map(WORKFLOW.trim().split('\n').map(readLine))
/** Every act that the workflow knows, and every state that is kept. */
export const ACTS = [...new Set([...WAYS.values()].flat().map(({ command }) => command))]
export const KEPT_STATES = [...WAYS.keys()].filter((state) => state !== 'NEW' && state !== 'GONE')

function readLine(line: string): [string, Way[]] {
  const [state = '', ways = ''] = line.split(':')
  const read = (text: string): Way[] => {
    const [command = '', side = '', next = ''] = text.trim().split(' ')
    return command === '' ? [] : [{ command: command.replace('?', ''), side, next, ruled: command.endsWith('?') }]
  }
  return [state, ways.split('|').flatMap(read)]
}

/** Whether the one who asks gets to know that the referral exists. */
export function knows(given: Case, by: By): boolean {
  return by === 'SENDER' || by === 'SYSTEM' || (by === 'RECEIVER' && given.sent)
}

/** What becomes of a referral by one act. */
export function play(given: Case, act: Act): { verdict: Verdict; next: Case } {
  const stay = (verdict: Verdict) => ({ verdict, next: given })
  if (!knows(given, act.by)) return stay('UNKNOWN')
  const way = waysOf(given, act.by).find(({ command }) => command === act.command)
  if (way === undefined) return stay('ILLEGAL')
  if (!act.complete && needsMore(given, act.command)) return stay('INCOMPLETE')
  return { verdict: 'DONE', next: move(given, way, act) }
}

/** Acts that this side may do now. */
export function mayDo(given: Case, by: By): string[] {
  return waysOf(given, by).map(({ command }) => command)
}

/** A draft that nobody saw is dropped without a reason. */
export function needsMore({ state }: Case, command: string): boolean {
  return !NEED_NOTHING.includes(command) && !(command === 'withdraw' && state === 'DRAFT')
}

function waysOf(given: Case, by: By): Way[] {
  const letter = { SENDER: 'S', RECEIVER: 'R', SYSTEM: 'Y', STRANGER: '' }[by]
  return (WAYS.get(given.state) ?? []).filter(({ side, command, ruled }) => side === letter && (!ruled || ruleHolds(given, command)))
}

/** No third chance after two absences; nobody is absent from an appointment that is still to come. */
function ruleHolds({ noShows, ahead }: Case, command: string): boolean {
  return command === 'schedule' ? noShows < 2 : command === 'reportNoShow' ? !ahead : true
}

function move(given: Case, { command, next }: Way, { ahead }: Act): Case {
  // What was held before it began is taken up where it was.
  const state = command === 'resume' && !given.started ? 'ACCEPTED' : next
  return {
    state,
    sent: given.sent || state === 'SENT',
    noShows: given.noShows + (command === 'reportNoShow' ? 1 : 0),
    started: given.started || state === 'STARTED',
    ahead: command === 'schedule' ? ahead : given.ahead,
  }
}
