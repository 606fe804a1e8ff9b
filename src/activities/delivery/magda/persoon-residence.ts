/**
 * Main residence in an answer of GeefPersoon. The register leaves the last address in Belgium in the answer when somebody has left
 * it: a later move abroad, a status and a death say that the person no longer lives there.
 */
import { isDay } from '../../../base/day.ts'
import { earliest, isKnownInPart } from './day.ts'
import { attributeOf, elementsAt, textAt } from './element.ts'
import { type Mapped, type MappedValues, shortened, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'

/** Written in place of a municipality when there is none: departed abroad (992), or deceased, struck off, absent, without right of residence (9999x). */
const NOT_A_RESIDENT = /^(992|9999\d)$/

/** Held by the Immigration Office, and a resident all the same. */
const RESIDENT_STATUS = '21099'

const HOME = 'Adressen/Hoofdverblijfplaats'
const ABROAD = ['Adressen/VerblijfplaatsBuitenland', 'Adressen/AangifteAdresBuitenland']

/** Residences to record: the last one in a municipality, and that the person lives in none since. */
export function residencesOf(person: Element, mapped: Mapped): MappedValues[] {
  const [home] = elementsAt(person, HOME)
  const validFrom = attributeOf(home, 'DatumBegin')
  if (home === undefined) return abroadOf(person, '')
  if (validFrom === undefined) {
    turnAway(mapped, 'residence', `${HOME}/@DatumBegin`, 'LEFT_OUT', 'left out: the residence has no first day')
    return []
  }
  const abroad = abroadOf(person, validFrom)
  const departures = [...statusesOf(person, mapped), ...deathOf(person, mapped), ...abroad.map((stay) => stay.validFrom)]
  const left = departures.toSorted()[0]
  if (isStruckOff(home) || (left !== undefined && left <= validFrom)) return abroad.length > 0 ? abroad : [leftBehind(validFrom, mapped)]
  const ends = [attributeOf(home, 'DatumEinde'), left].filter((end) => end !== undefined)
  return [{ ...addressOf(home, mapped), validFrom, validUntil: ends.toSorted()[0] }, ...abroad]
}

type Stay = { validFrom: string; validUntil: string | undefined }

/**
 * The stay abroad that began on a day or later, from its declaration on. It has no municipality. A beginning that is known in part
 * counts from the first day that it can be.
 * @param since first day of the home.
 */
function abroadOf(person: Element, since: string): Stay[] {
  const stays = ABROAD.flatMap((path) => elementsAt(person, path)).flatMap((stay) => {
    const begin = attributeOf(stay, 'DatumBegin')
    if (begin === undefined || begin.replace(/-00/g, '-99') < since) return []
    const first = isKnownInPart(begin) ? (earliest(begin) ?? since) : begin
    return [{ begin: first > since ? first : since, end: attributeOf(stay, 'DatumEinde') }]
  })
  const ordered = stays.toSorted((a, b) => (a.begin < b.begin ? -1 : 1))
  const [first, last] = [ordered[0], ordered.at(-1)]
  return first === undefined ? [] : [{ validFrom: first.begin, validUntil: last?.end }]
}

/** Days since when statuses in force say that the person lives in no municipality. */
function statusesOf(person: Element, mapped: Mapped): string[] {
  return elementsAt(person, 'Statussen/Status').flatMap((status) => {
    const code = textAt(status, 'Code')
    const end = attributeOf(status, 'DatumEinde')
    if (code === undefined || code === RESIDENT_STATUS || (end !== undefined && end <= mapped.asOf)) return []
    if (NOT_A_RESIDENT.test(code)) return [firstDay(attributeOf(status, 'DatumBegin'), mapped)]
    turnAway(
      mapped,
      'residence',
      'Statussen/Status/Code',
      'LEFT_OUT',
      'left out: the status is unknown to the hub; the residence stays as given',
    )
    return []
  })
}

/** A death without a day that can be read is a death: it ends the residence on the day of the answer. */
function deathOf(person: Element, mapped: Mapped): string[] {
  const [death] = elementsAt(person, 'Overlijden')
  return death === undefined ? [] : [firstDay(textAt(death, 'Datum'), mapped)]
}

/** The day itself, the first that it can be, or the day of the answer. */
function firstDay(text: string | undefined, { asOf }: Mapped): string {
  if (text === undefined || isDay(text)) return text ?? asOf
  return (isKnownInPart(text) ? earliest(text) : undefined) ?? asOf
}

function isStruckOff(home: Element): boolean {
  return NOT_A_RESIDENT.test(textAt(home, 'NISCodeGemeente') ?? '')
}

/** In no municipality from the day on which the address would begin: this takes the place of what was said of that day before. */
function leftBehind(validFrom: string, mapped: Mapped): MappedValues {
  const reason = 'left empty: the register says that the person does not live at this address, or no longer did when it began'
  turnAway(mapped, 'residence', HOME, 'LEFT_EMPTY', reason)
  return { validFrom }
}

const BELGIUM = '150'

function addressOf(home: Element, mapped: Mapped): MappedValues {
  const name = (part: string) => textAt(home, `${part}/String`) ?? textAt(home, `NietGestandaardiseerde${part}/String`)
  const nisCode = textAt(home, 'NISCodeGemeente')
  if (nisCode === undefined && textAt(home, 'NISCodeLand') === BELGIUM)
    turnAway(
      mapped,
      'residence',
      `${HOME}/NISCodeGemeente`,
      'LEFT_EMPTY',
      'left empty: the residence is in Belgium and names no municipality',
    )
  return {
    nisCode,
    municipality: shortened(name('Gemeentenaam'), 100),
    postalCode: shortened(textAt(home, 'Postcode'), 16),
    street: shortened(name('Straatnaam'), 200),
    houseNumber: shortened(textAt(home, 'Huisnummer'), 20),
    boxNumber: shortened(textAt(home, 'Busnummer'), 20),
  }
}
