/** GeefPersoon-02.02: identity and main residence from the national register. Partners, children and household members in the answer are other people, and are not read. */
import { isDay } from '../../../base/day.ts'
import { isKnownInPart } from './day.ts'
import { attributeOf, elementsAt, textAt } from './element.ts'
import { add, dayAfter, giveWhole, type Mapped, type MappedValues, shortened, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'
import { identityOf } from './persoon-identity.ts'
import { residencesOf } from './persoon-residence.ts'

const BELGIAN = '150'

export function mapPersoon(answer: Element, mapped: Mapped): void {
  for (const person of elementsAt(answer, 'Inhoud/Persoon')) {
    const named = textAt(person, 'INSZ') ?? mapped.asked
    const next = successorOf(person)
    const insz = next ?? named
    if (next !== undefined && named !== undefined && next !== named) add(mapped, 'replacement', next, { replaces: [named] })
    const { isComplete, values } = identityOf(person, mapped)
    if (isComplete) add(mapped, 'person', insz, values)
    else if (Object.keys(values).length > 0) add(mapped, 'personPart', insz, values)
    const residences = residencesOf(person, mapped)
    for (const residence of residences) add(mapped, 'residence', insz, residence)
    // The last residence is in the answer, and none after it: those before it are history.
    const [from] = residences.flatMap(({ validFrom }) => (typeof validFrom === 'string' ? [validFrom] : [])).toSorted()
    if (from !== undefined) giveWhole(mapped, insz, ['residence'], { from })
    const title = titleOf(person, mapped)
    if (title !== undefined) add(mapped, 'residenceTitle', insz, title)
  }
  mapReplacement(answer, mapped)
}

/** Residence card and state of the asylum procedure of a person who is not Belgian. */
function titleOf(person: Element, mapped: Mapped): MappedValues | undefined {
  if (elementsAt(person, 'Nationaliteiten/Nationaliteit').some((one) => textAt(one, 'Code') === BELGIAN)) return undefined
  const card = elementsAt(person, 'Identiteitsbewijzen/Identiteitsbewijs')[0]
  const stay = elementsAt(person, 'WettigeVerblijven/WettigVerblijf')[0]
  const validFrom = attributeOf(card, 'DatumBegin') ?? attributeOf(stay, 'DatumBegin')
  if (validFrom === undefined) return undefined
  const expiry = textAt(card, 'Vervalgegevens/Vervaldatum')
  if (expiry !== undefined && (isKnownInPart(expiry) || (isDay(expiry) && expiry < validFrom))) {
    const reason = 'left out: the expiry is incomplete or before the first day, so that it is unknown how long the card is valid'
    turnAway(mapped, 'residenceTitle', 'Identiteitsbewijs/Vervalgegevens/Vervaldatum', 'LEFT_OUT', reason)
    return undefined
  }
  const ends = [dayAfter(expiry), attributeOf(card, 'DatumEinde')].filter((end) => end !== undefined)
  return {
    cardType: shortened(textAt(card, 'Type/Omschrijving'), 100),
    asylumState: shortened(
      textAt(person, 'AdministratieveToestanden/AdministratieveToestand/Toestand/Omschrijving') ??
        textAt(person, 'TypeVluchteling/Omschrijving'),
      100,
    ),
    validFrom,
    validUntil: ends.toSorted()[0],
    // Cards of one kind come with and without an expiry: without one, the register does not say until when.
    ...(ends.length === 0 ? { endUnknown: true } : {}),
  }
}

/** `@replacedBy` on the INSZ itself: the answer is about the new number, and the old one is given up. */
function successorOf(person: Element): string | undefined {
  return (
    elementsAt(person, 'INSZ')
      .map((insz) => attributeOf(insz, 'replacedBy'))
      .find((found) => found !== undefined) ?? textAt(person, 'VervangenDoor')
  )
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
