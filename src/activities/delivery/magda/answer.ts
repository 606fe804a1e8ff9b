/** The envelope that all MAGDA answers share: Repliek, Context, Antwoorden and Uitzonderingen. */
import { DocumentRefused } from '../refused.ts'
import { elementsAt, textAt } from './element.ts'
import type { Element } from './parse-xml.ts'

/** Services that the hub reads, and by which version it names them as a source. RegistreerInschrijving answers confirm an act and hold nothing to import. */
export const SERVICES = [
  'GeefPersoon',
  'GeefDossierKBI',
  'GeefLeefloonbedragen',
  'GeefSociaalStatuut',
  'GeefWerkrelaties',
  'RegistreerInschrijving',
] as const
export type Service = (typeof SERVICES)[number]

export type MagdaAnswer = {
  service: Service
  /** For example `MAGDA GeefPersoon-02.02`. */
  source: string
  /** Reference of the answer; not unique: one question's reference returns in the answers about several persons. */
  reference: string
  /** Day of the answer. */
  asOf: string
  /** One per person asked about. */
  answers: Element[]
  /** Code of the exception with which the service refused the question as a whole; undefined when it answered. */
  fault: string | undefined
}

/** MAGDA's code for "no data found for the question". */
export const NOT_FOUND = '30001'

/** @throws DocumentRefused when it is no answer of a known service. */
export function readAnswer({ name, root }: { name: string; root: Element }): MagdaAnswer {
  const service = SERVICES.find((known) => name === `${known}Response`)
  if (service === undefined) throw new DocumentRefused('SERVICE_UNKNOWN', `expected a response of ${SERVICES.join(', ')}`)
  const asOf = textAt(root, 'Repliek/Context/Bericht/Tijdstip/Datum')
  if (asOf === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(asOf))
    throw new DocumentRefused('HEADER_INVALID', 'expected the day of the answer in Repliek/Context/Bericht/Tijdstip/Datum')
  const version = (textAt(root, 'Repliek/Context/Versie') ?? '')
    .split('.')
    .slice(0, 2)
    .join('.')
    .replace(/[^\d.]/g, '')
  const answers = elementsAt(root, 'Repliek/Antwoorden/Antwoord')
  const reference = answers.map((answer) => textAt(answer, 'Referte')).find((text) => text !== undefined)
  const fault = answers.length === 0 ? exceptionOf(elementsAt(root, 'Repliek')[0]) : undefined
  return { service, source: `MAGDA ${service}-${version}`, reference: (reference ?? 'no reference').slice(0, 100), asOf, answers, fault }
}

/** Code of the exception in an answer (or in the envelope) that holds no content; undefined when it holds content. */
export function exceptionOf(answer: Element | undefined): string | undefined {
  if (elementsAt(answer, 'Inhoud').length > 0) return undefined
  const code = textAt(answer, 'Uitzonderingen/Uitzondering/Identificatie')
  return code !== undefined && /^\d{1,6}$/.test(code) ? code : 'without a code'
}
