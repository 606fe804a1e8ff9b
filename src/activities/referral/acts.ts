/** The acts of the machine as mutations: names, and what each takes besides the referral that it is about. */
import type { ActName } from './machine.ts'
import type { CodeList } from './reason.ts'

/** What an act takes. @property receiver code of an organisation. @property text what the question or answer is. */
export type Takes = { code?: Exclude<CodeList, 'outcome'>; outcome?: true; appointmentAt?: true; receiver?: true; text?: string }

export type ActMutation = { name: string; act: ActName; takes: Takes; description: string }

const mutation = (act: ActName, name: string, description: string, takes: Takes = {}): ActMutation => ({
  name,
  act,
  takes,
  description,
})

/** Every act on a referral that exists. */
export const ACT_MUTATIONS: readonly ActMutation[] = [
  mutation(
    'withdraw',
    'withdrawReferral',
    'Takes back a referral that is not accepted yet, or drops a draft (intrekken). For the sender.',
    {
      code: 'ending',
    },
  ),
  mutation('receive', 'receiveReferral', 'Reports receipt: the receiver then sees whom the referral is about (ontvangst melden).'),
  mutation(
    'requestInformation',
    'requestReferralInformation',
    'Asks the sender for more information (bijkomende info vragen). For the receiver.',
    {
      text: 'The question, at most 500 characters. Never an identification number or e-mail address, and nothing about health or beliefs.',
    },
  ),
  mutation('answerInformation', 'answerReferralInformation', 'Answers the question of the receiver (info geven). For the sender.', {
    text: 'The answer, at most 500 characters. Never an identification number or e-mail address, and nothing about health or beliefs.',
  }),
  mutation('accept', 'acceptReferral', 'Accepts the referral (aanvaarden): what protocols grant after acceptance opens. For the receiver.'),
  mutation('reject', 'rejectReferral', 'Does not accept the referral (niet aanvaarden). For the receiver.', { code: 'rejection' }),
  mutation(
    'reroute',
    'rerouteReferral',
    'Passes the referral on to the competent service, as a new referral of the same sender (doorzenden). For the receiver.',
    {
      receiver: true,
    },
  ),
  mutation('schedule', 'scheduleReferral', 'Makes or moves the appointment (afspraak plannen). For the receiver.', { appointmentAt: true }),
  mutation('reportNoShow', 'reportNoShow', 'Reports that the person did not come, at most twice (niet opgedaagd). For the receiver.'),
  mutation('start', 'startReferral', 'Reports that the trajectory or offer started (starten). For the receiver.'),
  mutation('hold', 'holdReferral', 'Puts it on hold (opschorten); no reason leaves the receiver. For the receiver.'),
  mutation('resume', 'resumeReferral', 'Takes it up again where it was put on hold (hervatten). For the receiver.'),
  mutation('complete', 'completeReferral', 'Ends it with its goal reached, wholly or partly (afronden). For the receiver.', {
    outcome: true,
  }),
  mutation('stop', 'stopReferral', 'Ends it without its goal (stopzetten). For the receiver.', { outcome: true }),
  mutation('cancel', 'cancelReferral', 'Calls it off after acceptance and before the start (annuleren). For either side.', {
    code: 'ending',
  }),
  mutation(
    'correct',
    'correctReferral',
    'Marks it as made by mistake (foutief aangemaakt): the person is hidden at once, the record stays. For the sender.',
    {
      code: 'correction',
    },
  ),
]

export const SUBMIT = 'submitReferral'

/** Mutation by which a side does an act; the system's have none. */
export const MUTATION_OF: Partial<Record<ActName, string>> = {
  draft: SUBMIT,
  submit: SUBMIT,
  ...Object.fromEntries(ACT_MUTATIONS.map(({ act, name }) => [act, name])),
}
