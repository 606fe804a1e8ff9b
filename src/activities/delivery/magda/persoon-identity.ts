/**
 * Identity in an answer of GeefPersoon. An answer gives groups of data (Naam, Geslacht, Nationaliteiten, Geboorte): a group that is
 * absent was not asked for, and says nothing; a group that is there says everything about itself, also what it leaves empty.
 */
import { countryOf, type MagdaCountry } from './country.ts'
import { isKnownInPart } from './day.ts'
import { attributeOf, elementsAt, textAt, textsAt } from './element.ts'
import { type Mapped, type MappedValues, shortened, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'

const SEX_BY_CODE: Readonly<Record<string, string>> = { '0': 'UNKNOWN', '1': 'MALE', '2': 'FEMALE' }

type Reader = (group: Element, mapped: Mapped) => MappedValues

/** What each group says. Null: the group is there, and names none. */
const GROUPS: Readonly<Record<string, Reader>> = {
  Naam: (name) => ({
    familyName: joined(name, 'Achternamen/Achternaam'),
    givenNames: joined(name, 'Voornamen/Voornaam'),
  }),
  Geslacht: (sex) => ({ sex: SEX_BY_CODE[textAt(sex, 'Code') ?? ''] ?? 'UNKNOWN' }),
  Nationaliteiten: (nationalities, mapped) => {
    const [first] = elementsAt(nationalities, 'Nationaliteit')
    const land = { nisCode: textAt(first, 'Code'), name: textAt(first, 'Omschrijving') }
    return { nationality: countryIn(land, 'Nationaliteiten/Nationaliteit/Code', mapped) }
  },
  Geboorte: (birth, mapped) => ({
    birthDate: wholeDay(textAt(birth, 'Datum'), 'Geboorte/Datum', mapped),
    countryOfBirth: countryIn(landOf(elementsAt(birth, 'Plaats/Land')[0]), 'Geboorte/Plaats/Land', mapped),
  }),
}

/** @property isComplete whether every group is there: then the absence of a death means that none is known. */
export function identityOf(person: Element, mapped: Mapped): { isComplete: boolean; values: MappedValues } {
  const given = Object.entries(GROUPS).flatMap(([name, read]) =>
    elementsAt(person, name)
      .slice(0, 1)
      .map((group) => ({ group, read })),
  )
  const values = Object.assign({}, ...given.map(({ group, read }) => read(group, mapped)), deathOf(person, mapped), registeredOf(person))
  return { isComplete: given.length === Object.keys(GROUPS).length, values }
}

function joined(name: Element, path: string): string | null {
  return shortened(textsAt(name, path).join(' ') || undefined, 200) ?? null
}

function deathOf(person: Element, mapped: Mapped): MappedValues {
  const [death] = elementsAt(person, 'Overlijden')
  if (death === undefined) return {}
  const day = textAt(death, 'Datum')
  if (day !== undefined && !isKnownInPart(day)) return { deceasedOn: day }
  const reason = 'the day of death is left empty, because the register knows it in part; the residence ends on the first day that it can be'
  turnAway(mapped, 'person', 'Overlijden/Datum', 'KNOWN_IN_PART', reason)
  return { deceasedOn: null }
}

function registeredOf(person: Element): MappedValues {
  const day = attributeOf(person, 'Bron') === 'RR' ? attributeOf(person, 'DatumCreatie') : undefined
  return day === undefined ? {} : { firstRegisteredOn: day }
}

function landOf(land: Element | undefined): MagdaCountry {
  return { isoCode: textAt(land, 'ISOCode'), nisCode: textAt(land, 'NISCode'), name: textAt(land, 'Naam') }
}

/** The register knows some days only in part (1985-00-00): such a day stays empty. */
function wholeDay(text: string | undefined, field: string, mapped: Mapped): string | null {
  if (text === undefined || !isKnownInPart(text)) return text ?? null
  turnAway(mapped, 'person', field, 'LEFT_EMPTY', 'left empty: the register has an incomplete date')
  return null
}

function countryIn(land: MagdaCountry, field: string, mapped: Mapped): string | null {
  if (Object.values(land).every((part) => part === undefined)) return null
  const code = countryOf(land)
  if (code === undefined) turnAway(mapped, 'person', field, 'LEFT_EMPTY', 'left empty: the country is unknown to the hub')
  if (code === null)
    turnAway(
      mapped,
      'person',
      field,
      'LEFT_EMPTY',
      'left empty: the code names no country (undetermined, stateless, or a refugee by origin)',
    )
  return code ?? null
}
