/** GeefSociaalStatuut-03.00: named statutes that apply or do not apply. */
import { elementsAt, textAt } from './element.ts'
import { add, dayAfter, decodeCode, type Mapped, shortened } from './mapped.ts'
import type { Element } from './parse-xml.ts'

const APPLIES_BY_CODE: Readonly<Record<string, string>> = { '0': 'no', '1': 'yes' }

export function mapSociaalStatuut(answer: Element, mapped: Mapped): void {
  for (const person of elementsAt(answer, 'Inhoud/Persoon')) {
    const insz = textAt(person, 'INSZ') ?? mapped.asked
    for (const statute of elementsAt(person, 'SocialeStatuten/SociaalStatuut')) mapStatute(statute, insz, mapped)
  }
}

/** An answer without a period holds from the day on which it was given, until a later answer. */
function mapStatute(statute: Element, insz: string | undefined, mapped: Mapped): void {
  const result = decodeCode(mapped, APPLIES_BY_CODE, textAt(statute, 'Resultaat/Code'), 'socialStatute', 'SociaalStatuut/Resultaat/Code')
  if (result === undefined) return
  const periods = elementsAt(statute, 'Periodes/Periode').map((period) => ({
    validFrom: textAt(period, 'Begindatum'),
    validUntil: dayAfter(textAt(period, 'Einddatum')),
  }))
  for (const period of periods.length > 0 ? periods : [{ validFrom: mapped.asOf, validUntil: undefined }]) {
    add(mapped, 'socialStatute', insz, { name: shortened(textAt(statute, 'Naam'), 100), applies: result === 'yes', ...period })
  }
}
