/** GeefPersoon-02.02: identity and main residence from the national register. Partners, children and household members in the answer are other people, and are not read. */

import { countryOf, type MagdaCountry } from './country.ts'
import { attributeOf, elementsAt, textAt, textsAt } from './element.ts'
import { add, dayAfter, type Mapped, type MappedValues, shortened, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'

const SEX_BY_CODE: Readonly<Record<string, string>> = { '0': 'UNKNOWN', '1': 'MALE', '2': 'FEMALE' }
const BELGIAN = '150'

export function mapPersoon(answer: Element, mapped: Mapped): void {
  for (const person of elementsAt(answer, 'Inhoud/Persoon')) {
    const insz = textAt(person, 'INSZ') ?? mapped.asked
    add(mapped, 'person', insz, { ...identityOf(person, mapped), ...replacedBy(person) })
    const residence = residenceOf(person)
    if (residence !== undefined) add(mapped, 'residence', insz, residence)
    const title = titleOf(person)
    if (title !== undefined) add(mapped, 'residenceTitle', insz, title)
  }
  mapReplacement(answer, mapped)
}

function identityOf(person: Element, mapped: Mapped): MappedValues {
  const birthplace = elementsAt(person, 'Geboorte/Plaats/Land')[0]
  const nationality = elementsAt(person, 'Nationaliteiten/Nationaliteit')[0]
  return {
    familyName: shortened(textsAt(person, 'Naam/Achternamen/Achternaam').join(' ') || undefined, 200),
    givenNames: shortened(textsAt(person, 'Naam/Voornamen/Voornaam').join(' ') || undefined, 200),
    birthDate: wholeDay(textAt(person, 'Geboorte/Datum'), 'Geboorte/Datum', mapped),
    sex: SEX_BY_CODE[textAt(person, 'Geslacht/Code') ?? ''],
    nationality: countryIn(
      { nisCode: textAt(nationality, 'Code'), name: textAt(nationality, 'Omschrijving') },
      'Nationaliteiten/Nationaliteit/Code',
      mapped,
    ),
    countryOfBirth: countryIn(landOf(birthplace), 'Geboorte/Plaats/Land', mapped),
    deceasedOn: wholeDay(textAt(person, 'Overlijden/Datum'), 'Overlijden/Datum', mapped),
    firstRegisteredOn: attributeOf(person, 'Bron') === 'RR' ? attributeOf(person, 'DatumCreatie') : undefined,
  }
}

function landOf(land: Element | undefined): MagdaCountry {
  return { isoCode: textAt(land, 'ISOCode'), nisCode: textAt(land, 'NISCode'), name: textAt(land, 'Naam') }
}

/** The register knows some days only in part (1985-00-00): such a day stays empty. */
function wholeDay(text: string | undefined, field: string, mapped: Mapped): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text) || !text.includes('-00')) return text
  turnAway(mapped, 'person', field, 'LEFT_EMPTY', 'left empty: the register has an incomplete date')
  return undefined
}

function countryIn(land: MagdaCountry, field: string, mapped: Mapped): string | undefined {
  if (Object.values(land).every((part) => part === undefined)) return undefined
  const code = countryOf(land)
  if (code === undefined) turnAway(mapped, 'person', field, 'LEFT_EMPTY', 'left empty: the country is unknown to the hub')
  return code ?? undefined
}

/** Main residence; abroad without municipality. Death ends it. */
function residenceOf(person: Element): MappedValues | undefined {
  const home = elementsAt(person, 'Adressen/Hoofdverblijfplaats')[0]
  const abroad = elementsAt(person, 'Adressen/VerblijfplaatsBuitenland')[0]
  const died = textAt(person, 'Overlijden/Datum')
  const residence = home ?? abroad
  const validFrom = attributeOf(residence, 'DatumBegin')
  if (residence === undefined || validFrom === undefined) return undefined
  const ends = [attributeOf(residence, 'DatumEinde'), died === undefined || died.includes('-00') ? undefined : died].filter(
    (end) => end !== undefined && end >= validFrom,
  )
  return { ...addressOf(home), validFrom, validUntil: ends.toSorted()[0] }
}

function addressOf(home: Element | undefined): MappedValues {
  const name = (part: string) => textAt(home, `${part}/String`) ?? textAt(home, `NietGestandaardiseerde${part}/String`)
  return {
    nisCode: textAt(home, 'NISCodeGemeente'),
    municipality: shortened(name('Gemeentenaam'), 100),
    postalCode: shortened(textAt(home, 'Postcode'), 16),
    street: shortened(name('Straatnaam'), 200),
    houseNumber: shortened(textAt(home, 'Huisnummer'), 20),
    boxNumber: shortened(textAt(home, 'Busnummer'), 20),
  }
}

/** Residence card and state of the asylum procedure of a person who is not Belgian. */
function titleOf(person: Element): MappedValues | undefined {
  if (textsAt(person, 'Nationaliteiten/Nationaliteit/Code').includes(BELGIAN)) return undefined
  const card = elementsAt(person, 'Identiteitsbewijzen/Identiteitsbewijs')[0]
  const stay = elementsAt(person, 'WettigeVerblijven/WettigVerblijf')[0]
  const validFrom = attributeOf(card, 'DatumBegin') ?? attributeOf(stay, 'DatumBegin')
  if (validFrom === undefined) return undefined
  const expiry = textAt(card, 'Vervalgegevens/Vervaldatum')
  return {
    cardType: shortened(textAt(card, 'Type/Omschrijving'), 100),
    asylumState: shortened(
      textAt(person, 'AdministratieveToestanden/AdministratieveToestand/Toestand/Omschrijving') ??
        textAt(person, 'TypeVluchteling/Omschrijving'),
      100,
    ),
    validFrom,
    validUntil: expiry !== undefined && expiry >= validFrom ? dayAfter(expiry) : undefined,
  }
}

/** `@replacedBy` on the INSZ itself: the answer is about the new number, and the old one is given up. */
function replacedBy(person: Element): MappedValues {
  const old = textAt(person, 'INSZ')
  const next =
    elementsAt(person, 'INSZ')
      .map((insz) => attributeOf(insz, 'replacedBy'))
      .find((found) => found !== undefined) ?? textAt(person, 'VervangenDoor')
  return next === undefined || old === undefined || next === old ? {} : { insz: next, replaces: [old] }
}

/** The warning that a person got a new number, with both numbers in annotations. */
function mapReplacement(answer: Element, mapped: Mapped): void {
  for (const warning of elementsAt(answer, 'Uitzonderingen/Uitzondering')) {
    const noted = (name: string) =>
      textAt(
        elementsAt(warning, 'Annotaties/Annotatie').find((annotation) => textAt(annotation, 'Naam') === name),
        'Waarde',
      )
    const [old, next] = [noted('Oud INSZ'), noted('Nieuw INSZ')]
    if (old !== undefined && next !== undefined) add(mapped, 'replacement', next, { replaces: [old] })
  }
}
