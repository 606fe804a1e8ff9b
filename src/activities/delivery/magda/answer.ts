/** The envelope that all MAGDA answers share: Repliek, Context, Antwoorden and Uitzonderingen. */

import { isDay } from '../../../base/day.ts'
import { holdsInsz } from '../../../base/insz.ts'
import { DocumentRefused } from '../refused.ts'
import { elementsAt, textAt } from './element.ts'
import type { Element } from './parse-xml.ts'

/** Services that the hub reads, each in the version that its mapping was written for. RegistreerInschrijving answers confirm an act and hold nothing to import. */
export const VERSIONS = {
  GeefPersoon: '02.02',
  GeefDossierKBI: '01.00',
  GeefLeefloonbedragen: '02.00',
  GeefSociaalStatuut: '03.00',
  GeefWerkrelaties: '02.00',
  RegistreerInschrijving: '02.01',
} as const
export type Service = keyof typeof VERSIONS
const SERVICES = Object.keys(VERSIONS) as Service[]

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

type Root = { name: string; root: Element }

/**
 * @param today no answer is of a later day: it would stand before every true one.
 * @throws DocumentRefused when it is no answer of a known service, in the version and of a day that can be read.
 */
export function readAnswer(document: Root, today: string): MagdaAnswer {
  const { name, root } = withoutEnvelope(document)
  const service = SERVICES.find((known) => name === `${known}Response`)
  if (service === undefined) throw new DocumentRefused('SERVICE_UNKNOWN', `expected a response of ${SERVICES.join(', ')}`)
  const asOf = dayOf(root, today)
  const version = VERSIONS[service]
  if (!isVersion(textAt(root, 'Repliek/Context/Versie'), version))
    throw new DocumentRefused('VERSION_UNKNOWN', `expected ${service} in version ${version}: other versions are not read`)
  const answers = elementsAt(root, 'Repliek/Antwoorden/Antwoord')
  const reference = answers.map((answer) => textAt(answer, 'Referte')).find((text) => text !== undefined)
  const fault = answers.length === 0 ? exceptionOf(elementsAt(root, 'Repliek')[0]) : undefined
  return { service, source: `MAGDA ${service}-${version}`, reference: referenceOf(reference), asOf, answers, fault }
}

/** A reference stays in lists and logs when the persons of the answer are erased, so that a number is no reference. */
function referenceOf(text: string | undefined): string {
  return text === undefined || holdsInsz(text) ? 'no reference' : text.slice(0, 100)
}

/** What a SOAP envelope holds; the document itself when it has none. @throws DocumentRefused when it holds a SOAP fault. */
function withoutEnvelope(document: Root): Root {
  if (document.name !== 'Envelope') return document
  const [body] = elementsAt(document.root, 'Body')
  const [name, root] = Object.entries(typeof body === 'object' ? body : {}).find(([key]) => !/^[#@]/.test(key)) ?? []
  if (name === 'Fault') throw new DocumentRefused('SOURCE_ERROR', 'the service answered with a SOAP fault instead of data: ask again')
  return name === undefined || root === undefined || Array.isArray(root) ? document : { name, root }
}

function dayOf(root: Element, today: string): string {
  const day = textAt(root, 'Repliek/Context/Bericht/Tijdstip/Datum')
  if (day === undefined || !isDay(day))
    throw new DocumentRefused('HEADER_INVALID', 'expected the day of the answer in Repliek/Context/Bericht/Tijdstip/Datum, as YYYY-MM-DD')
  if (day > today || day < FIRST_DAY)
    throw new DocumentRefused(
      'HEADER_INVALID',
      'expected the day of the answer in Repliek/Context/Bericht/Tijdstip/Datum: not in the future',
    )
  return day
}

const FIRST_DAY = '1850-01-01'

/** MAGDA adds a build number: 02.02.0000 is 02.02. */
function isVersion(text: string | undefined, version: string): boolean {
  return text === version || text?.startsWith(`${version}.`) === true
}

/** Code of the exception in an answer (or in the envelope) that holds no content; undefined when it holds content. */
export function exceptionOf(answer: Element | undefined): string | undefined {
  if (elementsAt(answer, 'Inhoud').length > 0) return undefined
  const code = textAt(answer, 'Uitzonderingen/Uitzondering/Identificatie')
  return code !== undefined && /^\d{1,6}$/.test(code) ? code : 'without a code'
}
