/** Reader of MAGDA answers: one XML document becomes one delivery. */
import { createHash } from 'node:crypto'
import type { Header, Item } from '../item.ts'
import { exceptionOf, type MagdaAnswer, NOT_FOUND, readAnswer, type Service } from './answer.ts'
import { coverageItems } from './coverage.ts'
import { mapDossierKbi } from './geef-dossier-kbi.ts'
import { mapLeefloonbedragen } from './geef-leefloonbedragen.ts'
import { mapPersoon } from './geef-persoon.ts'
import { mapSociaalStatuut } from './geef-sociaal-statuut.ts'
import { mapWerkrelaties } from './geef-werkrelaties.ts'
import { type Mapped, turnAway } from './mapped.ts'
import { type Element, parseXml } from './parse-xml.ts'

const MAPPINGS: Record<Exclude<Service, 'RegistreerInschrijving'>, (answer: Element, mapped: Mapped) => void> = {
  GeefPersoon: mapPersoon,
  GeefDossierKBI: mapDossierKbi,
  GeefLeefloonbedragen: mapLeefloonbedragen,
  GeefSociaalStatuut: mapSociaalStatuut,
  GeefWerkrelaties: mapWerkrelaties,
}

export type MagdaDelivery = {
  header: Header
  items: Item[]
  /** Types that it gives whole, as records that are no records of the answer: what an earlier one had besides is withdrawn. */
  whole: Item[]
  /** Why there is nothing to import, although nothing is wrong. */
  nothing: string | undefined
}

export type MagdaOptions = {
  /** Today, as YYYY-MM-DD. */
  today: string
  /** Eleven digits in the document's name. */
  named?: string | undefined
  /** The same when they are an INSZ, and a keyed hash of it: about whom was asked. */
  asked?: { insz: string; hash: Buffer } | undefined
}

/** A MAGDA answer as a delivery. @throws DocumentRefused when it cannot be read. */
export function readMagda(bytes: Uint8Array, options: MagdaOptions): MagdaDelivery {
  const answer = readAnswer(parseXml(bytes), options.today)
  const header = { source: answer.source, reference: referenceOf(answer, bytes, options.asked?.hash), asOf: answer.asOf }
  const none = (nothing: string): MagdaDelivery => ({ header, items: [], whole: [], nothing })
  if (answer.service === 'RegistreerInschrijving') return none('the answer confirms a registration and contains no data about persons')
  if (answer.fault === NOT_FOUND) return none('the service found no data')
  if (answer.fault !== undefined) return { ...none(''), items: [sourceError(0, answer.fault)], nothing: undefined }
  const read = mapAnswers(answer, MAPPINGS[answer.service], options)
  const items = read.flatMap((mapped) => [...mapped.items, ...coverageItems(mapped)])
  const whole = read.flatMap((mapped) => mapped.whole)
  return { header, items, whole, nothing: items.length === 0 ? 'the service found no data' : undefined }
}

function mapAnswers(
  { answers, asOf }: MagdaAnswer,
  map: (answer: Element, mapped: Mapped) => void,
  { asked, named }: MagdaOptions,
): Mapped[] {
  return answers.map((element, index) => {
    const alone = answers.length === 1
    const mapped: Mapped = { record: index + 1, asOf, asked: alone ? asked?.insz : undefined, items: [], covered: [], whole: [] }
    const exception = exceptionOf(element)
    // An exception without content can still say something: that the person has another number now.
    if (exception !== NOT_FOUND) map(element, mapped)
    if (exception !== undefined && exception !== NOT_FOUND && mapped.items.length === 0)
      mapped.items.push(sourceError(mapped.record, exception))
    if (alone && named !== undefined && isAboutOthers(mapped, named))
      turnAway(
        mapped,
        null,
        null,
        'FILE_NAME_DIFFERS',
        'the answer is about another number than the one in the name of the file: the number in the answer counts',
      )
    return mapped
  })
}

/** Whether records of the answer name persons, and none of them is, or was, of this number. */
function isAboutOthers({ items }: Mapped, named: string): boolean {
  const numbers = items.flatMap((item) => ('line' in item ? [item.line.insz, item.line.replaces].flat() : []))
  return numbers.length > 0 && !numbers.includes(named)
}

function sourceError(record: number, exception: string): Item {
  return {
    refused: {
      record,
      recordType: null,
      field: null,
      code: 'SOURCE_ERROR',
      reason: `the service answered with exception ${exception} instead of data${exception.startsWith('9999') ? ': ask again' : ''}`,
    },
  }
}

/**
 * One question's reference returns in the answers about several persons, so the bytes count too; and where the file's name says
 * about whom an answer is, equal bytes under another name are another answer. Both only as a hash.
 */
function referenceOf(answer: MagdaAnswer, bytes: Uint8Array, askedHash: Buffer | undefined): string {
  const digest = createHash('sha256').update(bytes)
  return `${answer.reference}/${digest
    .update(askedHash ?? '')
    .digest('hex')
    .slice(0, 32)}`
}
