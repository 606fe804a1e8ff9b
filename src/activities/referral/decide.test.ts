import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACTS, type Act, type By, type Case, KEPT_STATES, mayDo, NEW_CASE, play, type Verdict } from '../../../test/referral/model.ts'
import { DEADLINES } from './deadline.ts'
import { type ActDecision, type ActInput, decide, listAllowed, type Standing } from './decide.ts'
import { ACT_LABELS, type ActName, SIDES, type Side, TRANSITIONS } from './machine.ts'
import { AGREEMENTS, isOnPath, REFERRAL_REASONS, type ReferralReason } from './reason.ts'
import { STATE_NAMES } from './state.ts'

const NOW = new Date('2026-11-24T10:00:00Z')
const BEFORE = new Date('2026-11-24T09:00:00Z')
const AFTER = new Date('2026-11-24T11:00:00Z')

const FRESH: Standing = { state: 'NEW', sender: 'OCMW', reason: null, sent: false, noShows: 0, started: false, appointmentAt: null }
const at = (state: Standing['state'], more: Partial<Standing> = {}): Standing => ({
  ...FRESH,
  reason: 'NT2_INTAKE',
  sent: state !== 'DRAFT',
  state,
  ...more,
})

/** Enough for every command. */
const EVERYTHING: ActInput = {
  reason: 'NT2_INTAKE',
  receiver: 'INTEGRATION_AGENCY',
  agreement: 'AGREED',
  text: 'Welke dagdelen kan de persoon komen?',
  appointmentAt: AFTER,
}
const CODE_OF: Partial<Record<ActName, ActInput>> = {
  reject: { code: 'CAPACITY' },
  withdraw: { code: 'MOVED' },
  cancel: { code: 'PERSON_OBJECTS' },
  correct: { code: 'WRONG_PERSON' },
  complete: { outcome: 'GOAL_REACHED' },
  stop: { outcome: 'UNREACHABLE' },
}
const completeFor = (command: ActName): ActInput => ({ ...EVERYTHING, ...CODE_OF[command] })

test('the table and the model know the same states and acts', () => {
  expect([...STATE_NAMES].sort()).toEqual([...KEPT_STATES].sort())
  expect(Object.keys(ACT_LABELS).sort()).toEqual([...ACTS].sort())
})

const SEED = Date.now() % 2 ** 31
const act: fc.Arbitrary<Act> = fc.record({
  command: fc.constantFrom(...ACTS),
  by: fc.constantFrom<By>('SENDER', 'RECEIVER', 'SYSTEM'),
  complete: fc.boolean(),
  ahead: fc.boolean(),
})

test(`the machine and the model agree on 2,000 random sequences of 60 acts (seed ${SEED})`, () => {
  const met = new Set<string>()
  fc.assert(
    fc.property(fc.array(act, { minLength: 60, maxLength: 60 }), (acts) => {
      const { model, machine } = playBoth(acts)
      expect(machine).toEqual(model)
      for (const { state } of model) met.add(state)
    }),
    { seed: SEED, numRuns: 2000 },
  )
  expect([...met].sort()).toEqual([...KEPT_STATES, 'NEW', 'GONE'].sort())
})

/** What one of the two says of an act: who may do what now, what was done, what came of it. */
type Said = { may: Record<string, string[]>; act: Act; verdict: Verdict; state: string; noShows: number; started: boolean; sent: boolean }

/** The same acts for both; mostly legal ones, or a sequence would not get far, and every third is anything. */
function playBoth(acts: readonly Act[]): { model: Said[]; machine: Said[] } {
  const said: { model: Said[]; machine: Said[] } = { model: [], machine: [] }
  let model = NEW_CASE
  let standing = FRESH
  for (const [index, drawn] of acts.entries()) {
    const chosen = steer(model, drawn, index)
    const expected = play(model, chosen)
    const decision = decide(standing, chosen.command as ActName, chosen.by as Side, givenOf(chosen), NOW)
    const followed = follow(standing, decision, chosen)
    said.model.push({ may: mayOf((side) => mayDo(model, side)), act: chosen, verdict: expected.verdict, ...pick(expected.next) })
    said.machine.push({
      may: mayOf((side) => listAllowed(standing, side, NOW)),
      act: chosen,
      verdict: verdictOf(decision),
      ...pick(followed),
    })
    model = expected.next
    // What ended is looked at a few times more; then another referral begins.
    if (followed.state === 'GONE' || (isOver(model) && index % 4 === 0)) [model, standing] = [NEW_CASE, FRESH]
    else standing = { ...followed, state: followed.state }
  }
  return said
}

const mayOf = (list: (side: Side) => string[]) => Object.fromEntries(SIDES.map((side) => [side, [...new Set(list(side))].sort()]))
const pick = ({ state, noShows, started, sent }: Pick<Said, 'state' | 'noShows' | 'started' | 'sent'>) => ({
  state,
  noShows,
  started,
  sent,
})

/** Ends that every state offers; seldom chosen, or nothing would ever be completed. */
const EARLY_ENDS = ['withdraw', 'cancel', 'correct', 'expire', 'purge']

function steer(model: Case, drawn: Act, index: number): Act {
  const legal = mayDo(model, drawn.by).filter((command) => index % 5 === 1 || !EARLY_ENDS.includes(command))
  if (index % 3 === 0 || legal.length === 0) return drawn
  return { ...drawn, command: legal[ACTS.indexOf(drawn.command) % legal.length] ?? drawn.command }
}

const isOver = (model: Case) => (['RECEIVER', 'SYSTEM'] as const).every((side) => mayDo(model, side).length === 0) && model.state !== 'NEW'

function givenOf({ command, complete, ahead }: Act): ActInput {
  return complete ? { ...completeFor(command as ActName), appointmentAt: ahead ? AFTER : BEFORE } : {}
}

function verdictOf(decision: ActDecision): Verdict {
  if (decision.allowed) return 'DONE'
  return ({ NOT_FOUND: 'UNKNOWN', ILLEGAL_TRANSITION: 'ILLEGAL', BAD_USER_INPUT: 'INCOMPLETE' } as const)[decision.refusal.code]
}

function follow(
  standing: Standing,
  decision: ActDecision,
  { command, ahead }: Act,
): Omit<Standing, 'state'> & { state: Standing['state'] | 'GONE' } {
  if (!decision.allowed) return standing
  const { to, sent, noShows, started } = decision
  const appointmentAt = command === 'schedule' ? (ahead ? AFTER : BEFORE) : standing.appointmentAt
  return { ...standing, state: to ?? 'GONE', sent, noShows, started, appointmentAt, reason: 'NT2_INTAKE' }
}

describe('decide', () => {
  test('accepts what is complete, and says what follows', () => {
    expect(decide(FRESH, 'submit', 'SENDER', EVERYTHING, NOW)).toEqual({
      allowed: true,
      from: 'NEW',
      to: 'SENT',
      deadline: 'RECEIPT',
      effect: null,
      sent: true,
      noShows: 0,
      started: false,
      outcome: null,
    })
    expect(decide(at('NO_SHOW', { noShows: 1 }), 'close', 'SYSTEM', {}, NOW)).toMatchObject({
      to: 'CLOSED_NOT_REACHED',
      outcome: 'UNREACHABLE',
    })
  })

  test('says to the wrong side, and in the wrong state, what may be done instead', () => {
    expect(decide(at('RECEIVED'), 'accept', 'SENDER', {}, NOW)).toEqual({
      allowed: false,
      refusal: { code: 'ILLEGAL_TRANSITION', state: 'RECEIVED', because: 'SIDE', may: ['withdraw', 'correct'] },
    })
    expect(decide(at('REJECTED'), 'accept', 'RECEIVER', {}, NOW)).toEqual({
      allowed: false,
      refusal: { code: 'ILLEGAL_TRANSITION', state: 'REJECTED', because: 'STATE', may: [] },
    })
  })

  test('gives no third appointment after two absences', () => {
    const decision = decide(at('NO_SHOW', { noShows: 2 }), 'schedule', 'RECEIVER', { appointmentAt: AFTER }, NOW)
    expect(decision).toEqual({
      allowed: false,
      refusal: { code: 'ILLEGAL_TRANSITION', state: 'NO_SHOW', because: 'NO_SHOWS_LEFT', may: ['stop'] },
    })
  })

  test('knows no absence from an appointment that is still to come', () => {
    expect(decide(at('SCHEDULED', { appointmentAt: AFTER }), 'reportNoShow', 'RECEIVER', {}, NOW)).toMatchObject({
      refusal: { because: 'APPOINTMENT_PASSED', may: ['schedule', 'start', 'cancel'] },
    })
    expect(decide(at('SCHEDULED', { appointmentAt: BEFORE, noShows: 1 }), 'reportNoShow', 'RECEIVER', {}, NOW)).toMatchObject({
      to: 'NO_SHOW',
      noShows: 2,
    })
  })

  test('does not tell the receiver of a draft, nor of one that was dropped', () => {
    const notFound = { allowed: false, refusal: { code: 'NOT_FOUND' } }
    expect(decide(at('DRAFT'), 'receive', 'RECEIVER', {}, NOW)).toEqual(notFound)
    expect(decide(at('WITHDRAWN', { sent: false }), 'receive', 'RECEIVER', {}, NOW)).toEqual(notFound)
  })

  test.each<[string, Standing, ActName, Side, ActInput, string, string]>([
    ['a referral without a reason', FRESH, 'submit', 'SENDER', { receiver: 'VDAB' }, 'reason', 'REQUIRED'],
    ['a reason that is none', FRESH, 'submit', 'SENDER', { ...EVERYTHING, reason: 'toString' }, 'reason', 'UNKNOWN_CODE'],
    ['no receiver', FRESH, 'draft', 'SENDER', { reason: 'NT2_INTAKE' }, 'receiver', 'REQUIRED'],
    ['a receiver off the path', FRESH, 'submit', 'SENDER', { ...EVERYTHING, receiver: 'VDAB' }, 'receiver', 'NOT_ON_PATH'],
    ['no word of the person', FRESH, 'submit', 'SENDER', { ...EVERYTHING, agreement: undefined as never }, 'agreement', 'REQUIRED'],
    [
      'too little agreement',
      FRESH,
      'submit',
      'SENDER',
      { ...EVERYTHING, reason: 'INBURGERING_INFO', agreement: 'INFORMED' },
      'agreement',
      'NOT_ENOUGH',
    ],
    ['a rejection without a reason', at('RECEIVED'), 'reject', 'RECEIVER', {}, 'code', 'REQUIRED'],
    ['a reason of another list', at('RECEIVED'), 'reject', 'RECEIVER', { code: 'WRONG_PERSON' }, 'code', 'UNKNOWN_CODE'],
    ['a new receiver off the path', at('RECEIVED'), 'reroute', 'RECEIVER', { receiver: 'VDAB' }, 'receiver', 'NOT_ON_PATH'],
    ['a completion that failed', at('STARTED'), 'complete', 'RECEIVER', { outcome: 'MOVED' }, 'outcome', 'UNKNOWN_CODE'],
    ['an appointment without a time', at('ACCEPTED'), 'schedule', 'RECEIVER', {}, 'appointmentAt', 'REQUIRED'],
    ['an empty question', at('RECEIVED'), 'requestInformation', 'RECEIVER', { text: ' \n' }, 'text', 'REQUIRED'],
  ])('refuses %s', (_, standing, command, side, given, field, problem) => {
    expect(decide(standing, command, side, given, NOW)).toEqual({ allowed: false, refusal: { code: 'BAD_USER_INPUT', field, problem } })
  })
})

describe('the table', () => {
  test('leads out of a terminal state by a correction only', () => {
    const terminal = STATE_NAMES.filter(
      (state) => listAllowed(at(state), 'RECEIVER', NOW).length + listAllowed(at(state), 'SYSTEM', NOW).length === 0,
    )
    expect(terminal.filter((state) => listAllowed(at(state), 'SENDER', NOW).join() === 'correct').sort()).toEqual(
      'CANCELLED CLOSED_NOT_REACHED COMPLETED EXPIRED REJECTED REROUTED STOPPED WITHDRAWN'.split(' '),
    )
  })

  test('reaches every state', () => {
    expect(new Set(TRANSITIONS.map(({ to }) => to))).toEqual(new Set([...STATE_NAMES, null]))
  })

  test('lets the system do what each deadline says', () => {
    const set = TRANSITIONS.filter(({ deadline }) => deadline !== undefined)
    const undone = set.filter(({ to, deadline }) => {
      const reaction = deadline && DEADLINES[deadline].reaction
      return to === null || reaction === undefined || !listAllowed(at(to), 'SYSTEM', NOW).includes(reaction)
    })
    expect(undone).toEqual([])
    expect(set.length).toBeGreaterThanOrEqual(10)
  })

  test('has a path for every reason, never to the kind that sends', () => {
    for (const [reason, { paths, agreement }] of Object.entries(REFERRAL_REASONS)) {
      expect(paths.length, reason).toBeGreaterThan(0)
      expect(Object.keys(AGREEMENTS)).toContain(agreement)
      for (const { from, to } of paths) expect([from === to, isOnPath(reason as ReferralReason, from, to)]).toEqual([false, true])
    }
  })
})
