/** One referral led through a sequence of acts, in the hub and in the model at once; what differs is said in words. */
import { createHash } from 'node:crypto'
import { passDeadlines } from '../../src/activities/referral/deadline-pass.ts'
import { type TestHub, TODAY } from '../support/hub.ts'
import { type Act, type By, type Case, mayDo, NEW_CASE, needsMore, play, type Verdict } from './model.ts'
import { AGII, ATLAS, act, look, OCMW_GENT, SECRET_NAME, type Seen, VDAB } from './parties.ts'

/** An act of a random sequence. @property stale whether it names a version that is not the current one. @property choice steers to a legal act. */
export type Drawn = Act & { stale: boolean; choice: number }

/** @property from the stranger who tries. */
export type Scene = { hub: TestHub; tokens: Record<string, string>; newcomerId: string; strangers: readonly string[] }

export type Played = { problems: string[]; states: Set<string>; acts: number; verdicts: Map<string, number> }

type Referral = { id: string; version: number; received: boolean; accepted: boolean }

/** Plays until the referral is gone or the sequence ends. */
export async function playSequence(scene: Scene, drawn: readonly Drawn[]): Promise<Played> {
  const played: Played = { problems: [], states: new Set(), acts: 0, verdicts: new Map() }
  let model = NEW_CASE
  let referral: Referral | null = null
  for (const [index, each] of drawn.entries()) {
    const chosen = steer(model, each)
    if (referral === null && (chosen.by !== 'SENDER' || !['draft', 'submit'].includes(chosen.command))) continue
    const expected = expect(model, chosen)
    const step = await perform(scene, referral, model, chosen)
    played.acts += 1
    played.verdicts.set(step.verdict, (played.verdicts.get(step.verdict) ?? 0) + 1)
    const where = `${chosen.by} ${chosen.command}${chosen.complete ? '' : ' incomplete'}${chosen.stale ? ' stale' : ''} in ${model.state}`
    if (step.verdict !== expected.verdict) played.problems.push(`${where}: ${step.verdict}, expected ${expected.verdict}: ${step.text}`)
    if (step.leak) played.problems.push(`${where}: ${chosen.by} was shown ${step.leak}`)
    if (step.verdict !== expected.verdict) break
    if (expected.verdict === 'DONE') {
      referral = follow(referral, step.id, chosen, expected.next)
      model = expected.next
    }
    if (referral === null) continue
    if (model.state === 'GONE') {
      played.problems.push(...(await compareGone(scene, referral)))
      break
    }
    played.states.add(model.state)
    // A refusal that changed something shows after the next act.
    if (expected.verdict !== 'DONE' && index < drawn.length - 1) continue
    played.problems.push(...(await compare(scene, referral, model)).map((problem) => `after ${where}: ${problem}`))
    if (played.problems.length > 0) break
  }
  return played
}

/** The hub also knows versions: what may be done is refused when it was decided on another one. */
function expect(model: Case, chosen: Drawn): { verdict: Verdict | 'CONFLICT'; next: Case } {
  const { verdict, next } = play(model, chosen)
  const conflict = verdict === 'DONE' && chosen.stale && model.state !== 'NEW' && chosen.by !== 'SYSTEM'
  return conflict ? { verdict: 'CONFLICT', next: model } : { verdict, next }
}

/** Ends that every state offers are seldom chosen, and what leads on is chosen twice as often, or nothing would ever be completed. */
const EARLY_ENDS = ['withdraw', 'cancel', 'correct', 'reject', 'reroute']
const ONWARD = ['receive', 'accept', 'schedule', 'start', 'complete']

/** One in four is anything by anyone; the others are mostly legal. What only the system does has no mutation: nobody can ask for it. */
function steer(model: Case, drawn: Drawn): Drawn {
  const by: By = model.state === 'NEW' ? 'SENDER' : drawn.by
  if (by === 'SYSTEM') return { ...drawn, command: mayDo(model, 'SYSTEM')[0] ?? 'expire', stale: false }
  const asked = { ...drawn, by, command: ['expire', 'close', 'purge', 'escalate'].includes(drawn.command) ? 'accept' : drawn.command }
  if (by === 'STRANGER' || drawn.choice % 4 === 0) return asked
  const legal = (['SENDER', 'RECEIVER'] as const).flatMap((side) => mayDo(model, side).map((command) => ({ by: side, command })))
  const likely = legal.filter(({ command }) => drawn.choice % 9 === 1 || !EARLY_ENDS.includes(command))
  const weighted = [...likely, ...likely.filter(({ command }) => ONWARD.includes(command))]
  return { ...asked, ...(weighted[drawn.choice % weighted.length] ?? {}) }
}

type Step = { verdict: string; id: string | null; text: string; leak: string | null }

async function perform(scene: Scene, referral: Referral | null, model: Case, chosen: Drawn): Promise<Step> {
  if (chosen.by === 'SYSTEM') return await performAsSystem(scene, referral)
  const consumer = {
    SENDER: OCMW_GENT.consumer,
    RECEIVER: AGII.consumer,
    STRANGER: scene.strangers[chosen.choice % scene.strangers.length] ?? '',
  }[chosen.by]
  const where = { address: scene.hub.address, token: scene.tokens[consumer] ?? '' }
  const selector = referral === null ? {} : { referral: { id: referral.id, expectedVersion: referral.version + (chosen.stale ? 1 : 0) } }
  const newcomer = referral === null ? { newcomer: { id: scene.newcomerId } } : {}
  const asDraft = chosen.command === 'draft' ? { asDraft: true } : {}
  const { payload, fault, text } = await act(where, chosen.command, { ...newcomer, ...selector, ...asDraft, ...changeOf(model, chosen) })
  const leak = chosen.by === 'STRANGER' && (payload?.referral != null || text.includes(SECRET_NAME)) ? text : null
  const code = payload?.userErrors[0]?.code
  const verdict = payload === null || fault !== null ? `fault ${fault}` : code === undefined ? 'DONE' : (VERDICTS[code] ?? code)
  if (verdict === 'DONE' && chosen.command === 'schedule' && !chosen.ahead) await letAppointmentPass(scene, referral)
  return { verdict, id: payload?.referral?.id ?? null, text, leak }
}

const VERDICTS: Record<string, string> = {
  NOT_FOUND: 'UNKNOWN',
  ILLEGAL_TRANSITION: 'ILLEGAL',
  BAD_USER_INPUT: 'INCOMPLETE',
  VERSION_CONFLICT: 'CONFLICT',
}

/** Codes are of the list of the act; what is incomplete lacks them, or names a receiver that is off the path. */
const COMPLETE: Record<string, object> = {
  withdraw: { code: 'MOVED' },
  cancel: { code: 'PERSON_OBJECTS' },
  reject: { code: 'CAPACITY' },
  correct: { code: 'WRONG_PERSON' },
  reroute: { receiver: ATLAS.code },
  requestInformation: { text: 'Welke dagdelen passen?' },
  answerInformation: { text: 'In de voormiddag.' },
  complete: { outcome: 'GOAL_REACHED' },
}

function changeOf(model: Case, { command, by, complete }: Drawn): object {
  // A side that is no sender names another agency, or it would refer to itself.
  const receiver = by === 'SENDER' ? AGII.code : ATLAS.code
  if (command === 'submit') return { change: { receiver, reason: 'NT2_INTAKE', ...(complete ? { agreement: 'INFORMED' } : {}) } }
  if (command === 'draft') return { change: { receiver: complete ? receiver : VDAB.code, reason: 'NT2_INTAKE' } }
  if (!needsMore(model, command)) return {}
  if (command === 'reroute' && !complete) return { change: { receiver: VDAB.code } }
  if (!complete) return {}
  if (command === 'schedule') return { change: { appointmentAt: new Date(Date.now() + 3_600_000).toISOString() } }
  if (command === 'stop') return { change: { outcome: 'UNREACHABLE' } }
  return { change: COMPLETE[command] ?? {} }
}

async function letAppointmentPass({ hub }: Scene, referral: Referral | null): Promise<void> {
  await hub.database.pool.query(`update referral.referral set appointment_at = now() - interval '1 minute' where id = $1`, [referral?.id])
}

async function performAsSystem({ hub }: Scene, referral: Referral | null): Promise<Step> {
  const { pool } = hub.database
  const id = referral?.id ?? ''
  const versionOf = async () =>
    (await pool.query<{ version: number }>('select version from referral.referral where id = $1', [id])).rows[0]?.version
  const before = await versionOf()
  // What was shown as overdue is so once; here its time comes again.
  await pool.query(
    `update referral.referral set due_at = now() - interval '1 second', escalated_at = null where id = $1 and deadline is not null`,
    [id],
  )
  while (await isDue(hub, id)) await passDeadlines({ pool, today: TODAY, readBackDays: 30 })
  return { verdict: (await versionOf()) === before ? 'ILLEGAL' : 'DONE', id, text: 'a deadline passed', leak: null }
}

/** Another sequence's pass may have this referral in hand, and then has acted on it in a moment. */
async function isDue({ database }: TestHub, id: string): Promise<boolean> {
  const { rows } = await database.pool.query('select from referral.referral where id = $1 and due_at <= now() and escalated_at is null', [
    id,
  ])
  return rows.length > 0
}

function follow(referral: Referral | null, id: string | null, { command }: Drawn, next: Case): Referral {
  return {
    id: referral?.id ?? id ?? '',
    version: (referral?.version ?? 0) + 1,
    received: (referral?.received ?? false) || command === 'receive',
    accepted: (referral?.accepted ?? false) || next.state === 'ACCEPTED',
  }
}

const constant = (command: string) => command.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

/** What both sides and a stranger see, against the model. */
async function compare({ hub, strangers }: Scene, referral: Referral, model: Case): Promise<string[]> {
  const [sender, receiver, stranger] = await Promise.all([
    look(hub, OCMW_GENT.consumer, referral.id),
    look(hub, AGII.consumer, referral.id),
    look(hub, strangers[referral.version % strangers.length] ?? '', referral.id),
  ])
  const problems = compareSide('SENDER', sender.seen, referral, model)
  if (model.sent) problems.push(...compareSide('RECEIVER', receiver.seen, referral, model), ...compareShown(receiver, referral, model))
  else if (receiver.seen !== null) problems.push('the receiver sees what was not sent')
  if (stranger.seen !== null || stranger.text.includes(SECRET_NAME)) problems.push('a stranger sees it')
  if (model.state === 'ENTERED_IN_ERROR' && sender.text.includes(SECRET_NAME)) problems.push('the sender still sees the person')
  return problems
}

function compareSide(side: By, seen: Seen | null, { version }: Referral, model: Case): string[] {
  const expected = { state: model.state, version, noShows: model.noShows, may: [...new Set(mayDo(model, side).map(constant))].sort() }
  const found = seen && { state: seen.state, version: seen.version, noShows: seen.noShows, may: [...(seen.may ?? [])].sort() }
  const equal = digest(found) === digest(expected)
  return equal ? [] : [`${side} sees ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`]
}

const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

/** The person from receipt on; the dossier from acceptance on; neither after a mistake. */
function compareShown({ seen, text }: { seen: Seen | null; text: string }, { received, accepted }: Referral, { state }: Case): string[] {
  const hidden = state === 'ENTERED_IN_ERROR'
  const named = text.includes(SECRET_NAME)
  const problems = named === (received && !hidden) ? [] : [`the receiver ${named ? 'sees' : 'does not see'} the person in ${state}`]
  const known = seen?.newcomer != null
  if (known !== (accepted && !hidden)) problems.push(`the receiver ${known ? 'knows' : 'does not know'} the newcomer in ${state}`)
  return problems
}

async function compareGone({ hub }: Scene, { id }: Referral): Promise<string[]> {
  const views = await Promise.all([look(hub, OCMW_GENT.consumer, id), look(hub, AGII.consumer, id)])
  return views.every(({ seen }) => seen === null) ? [] : ['an erased draft is still seen']
}
