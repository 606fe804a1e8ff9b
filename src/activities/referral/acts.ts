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
  mutation('withdraw', 'withdrawReferral', 'Withdraws a referral that is not yet accepted, or a draft (intrekken). For the sender.', {
    code: 'ending',
  }),
  mutation(
    'receive',
    'receiveReferral',
    'Reports receipt of the referral (ontvangst melden). From then on the receiver sees the person. For the receiver.',
  ),
  mutation(
    'requestInformation',
    'requestReferralInformation',
    'Asks the sender for more information (bijkomende info vragen). For the receiver.',
    {
      text: 'Question of the receiver, at most 500 characters. Do not include an identification number, an e-mail address, or anything about health or beliefs.',
    },
  ),
  mutation('answerInformation', 'answerReferralInformation', 'Answers the question of the receiver (info geven). For the sender.', {
    text: 'Answer of the sender, at most 500 characters. Do not include an identification number, an e-mail address, or anything about health or beliefs.',
  }),
  mutation(
    'accept',
    'acceptReferral',
    'Accepts the referral (aanvaarden), which opens the fields that protocols grant after acceptance. For the receiver.',
  ),
  mutation('reject', 'rejectReferral', 'Rejects the referral (niet aanvaarden). For the receiver.', { code: 'rejection' }),
  mutation(
    'reroute',
    'rerouteReferral',
    'Forwards the referral to the competent service, as a new referral from the same sender (doorzenden). For the receiver.',
    {
      receiver: true,
    },
  ),
  mutation('schedule', 'scheduleReferral', 'Makes or moves the appointment (afspraak plannen). For the receiver.', { appointmentAt: true }),
  mutation(
    'reportNoShow',
    'reportNoShow',
    'Reports that the person missed the appointment (niet opgedaagd), at most twice. For the receiver.',
  ),
  mutation('start', 'startReferral', 'Reports that the trajectory or offer started (starten). For the receiver.'),
  mutation('hold', 'holdReferral', 'Puts the referral on hold (opschorten). The reason stays with the receiver. For the receiver.'),
  mutation('resume', 'resumeReferral', 'Resumes the referral in the state that it had before the hold (hervatten). For the receiver.'),
  mutation('complete', 'completeReferral', 'Ends the referral with its goal fully or partly reached (afronden). For the receiver.', {
    outcome: true,
  }),
  mutation('stop', 'stopReferral', 'Ends the referral without reaching its goal (stopzetten). For the receiver.', { outcome: true }),
  mutation('cancel', 'cancelReferral', 'Cancels the referral after acceptance and before the start (annuleren). For either side.', {
    code: 'ending',
  }),
  mutation(
    'correct',
    'correctReferral',
    'Marks the referral as created by mistake (foutief aangemaakt). The person is hidden at once; the record remains. For the sender.',
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
