/** GeefWerkrelaties-02.00: employments declared to the social security (Dimona). */
import { attributeOf, elementsAt, textAt } from './element.ts'
import { add, dayAfter, type Mapped, type MappedValues, shortened } from './mapped.ts'
import type { Element } from './parse-xml.ts'

export function mapWerkrelaties(answer: Element, mapped: Mapped): void {
  for (const contract of elementsAt(answer, 'Inhoud/Contracten/Contract')) {
    const [worker] = elementsAt(contract, 'Relatie/Werknemer')
    const insz = textAt(worker, 'INSZ') ?? mapped.asked
    const [familyName, givenNames] = [shortened(textAt(worker, 'Achternaam'), 200), shortened(textAt(worker, 'Voornaam'), 200)]
    if (familyName !== undefined || givenNames !== undefined) add(mapped, 'personMention', insz, { familyName, givenNames })
    const cancelled = textAt(contract, 'Aangifte/Geannuleerd') === '1'
    add(mapped, 'employment', insz, {
      declaration: shortened(textAt(contract, 'Aangifte/DimonaNummer'), 50),
      employerKbo: textAt(contract, 'Relatie/Werkgever/Ondernemingsnummer'),
      cancelled,
      ...periodOf(contract, cancelled, mapped),
    })
  }
}

/** A cancelled declaration can come without its period: it then gets an empty one, on the day of the declaration. */
function periodOf(contract: Element, cancelled: boolean, mapped: Mapped): MappedValues {
  const begin = textAt(contract, 'Aangifte/PeriodeTijdstip/Begin/Datum')
  if (begin !== undefined || !cancelled)
    return { validFrom: begin, validUntil: dayAfter(textAt(contract, 'Aangifte/PeriodeTijdstip/Einde/Datum')) }
  const day = attributeOf(elementsAt(contract, 'Aangifte')[0], 'DatumTijdstipCreatie')?.slice(0, 10) ?? mapped.asOf
  return { validFrom: day, validUntil: day }
}
