/** Reader of MAGDA answers: one XML document becomes one delivery. */
import { createHash } from 'node:crypto'
import type { Header, Item } from '../item.ts'
import { exceptionOf, type MagdaAnswer, NOT_FOUND, readAnswer, type Service } from './answer.ts'
import { mapDossierKbi } from './geef-dossier-kbi.ts'
import { mapLeefloonbedragen } from './geef-leefloonbedragen.ts'
import { mapPersoon } from './geef-persoon.ts'
import { mapSociaalStatuut } from './geef-sociaal-statuut.ts'
import { mapWerkrelaties } from './geef-werkrelaties.ts'
import type { Mapped } from './mapped.ts'
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
  /** Why there is nothing to import, although nothing is wrong. */
  nothing: string | undefined
}

/** A MAGDA answer as a delivery. @param asked INSZ in the document's name, if any, and a keyed hash of it. @throws DocumentRefused when it cannot be read. */
export function readMagda(bytes: Uint8Array, asked?: { insz: string; hash: Buffer }): MagdaDelivery {
  const answer = readAnswer(parseXml(bytes))
  const header = { source: answer.source, reference: referenceOf(answer, bytes, asked?.hash), asOf: answer.asOf }
  if (answer.service === 'RegistreerInschrijving')
    return { header, items: [], nothing: 'the answer confirms a registration and contains no data about persons' }
  if (answer.fault === NOT_FOUND) return { header, items: [], nothing: 'the service found no data' }
  const items = answer.fault === undefined ? itemsOf(answer, MAPPINGS[answer.service], asked?.insz) : [sourceError(0, answer.fault)]
  return { header, items, nothing: items.length === 0 ? 'the service found no data' : undefined }
}

function itemsOf(answer: MagdaAnswer, map: (answer: Element, mapped: Mapped) => void, asked: string | undefined): Item[] {
  return answer.answers.flatMap((element, index) => {
    const mapped: Mapped = { record: index + 1, asOf: answer.asOf, asked: answer.answers.length === 1 ? asked : undefined, items: [] }
    const exception = exceptionOf(element)
    // An exception without content can still say something: that the person has another number now.
    if (exception !== NOT_FOUND) map(element, mapped)
    if (exception !== undefined && exception !== NOT_FOUND && mapped.items.length === 0)
      mapped.items.push(sourceError(mapped.record, exception))
    return mapped.items
  })
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
