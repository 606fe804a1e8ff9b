/** Blocks of the KBI dossier about the person's languages, wishes and obstacles. */
import { elementsAt, textAt, textsAt } from './element.ts'
import { DAYPART_BY_CODE, LANGUAGE_BY_CODE } from './kbi-codes.ts'
import { add, decodeCode, decodeOptional, type Mapped, type MappedValues, shortened, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'

export function languagesOf(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  for (const spoken of elementsAt(dossier, 'Talenkennis/Talen/Taal')) {
    const language = decodeCode(mapped, LANGUAGE_BY_CODE, textAt(spoken, 'Code'), 'knownLanguage', 'Talenkennis/Talen/Taal/Code')
    if (language === undefined) continue
    add(mapped, 'knownLanguage', insz, { language, knowledge: shortened(textAt(spoken, 'KennisNiveau'), 50) })
    if (textAt(spoken, 'ContactTaal') === 'true') add(mapped, 'contactMention', insz, { contactLanguage: language })
  }
  // A level without its mode (oral or written) and day proves neither the one nor the other.
  if (textAt(dossier, 'Talenkennis/BehaaldNT2Niveau/HoogstBehaald') === undefined) return
  turnAway(
    mapped,
    'dutchLevel',
    'Talenkennis/BehaaldNT2Niveau/HoogstBehaald',
    'LEFT_OUT',
    'left out: the answer gives neither the mode nor the day of the level',
  )
}

export function backgroundOf(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  const known: MappedValues = {
    ...wishesOf(dossier, mapped),
    ...housingOf(dossier),
    labourMarketAdvice: shortened(textAt(dossier, 'Adviezen/Arbeidsmarkt'), 500),
    literateLatinScript: literacyOf(dossier, mapped),
  }
  if (Object.values(known).some((value) => value !== undefined)) add(mapped, 'background', insz, known)
}

function literacyOf(dossier: Element, mapped: Mapped): boolean | undefined {
  const field = 'Talenkennis/Alfabetiseringsgraad/LatijnsSchrift'
  const literacy = decodeOptional(mapped, { GEALFABETISEERD: 'yes' }, textAt(dossier, field), 'background', field)
  return literacy === undefined ? undefined : true
}

function wishesOf(dossier: Element, mapped: Mapped): MappedValues {
  const field = 'VoorkeurenKlant/VoorkeurLesMomenten/VoorkeurLesMoment/LesVoorkeurLesMoment/Code'
  const dayparts = textsAt(dossier, field).map((code) => decodeOptional(mapped, DAYPART_BY_CODE, code, 'background', field))
  const wished = dayparts.filter((daypart) => daypart !== undefined)
  const intensity = Number(textAt(dossier, 'VoorkeurenKlant/Intensiteit') ?? Number.NaN)
  return {
    lessonDayparts: wished.length > 0 ? [...new Set(wished)] : undefined,
    lessonIntensity: Number.isInteger(intensity) ? intensity : undefined,
  }
}

/** Language readiness of the legacy housing code. */
function housingOf(dossier: Element): MappedValues {
  const answer = (name: string) => {
    const text = textAt(dossier, `Wooncode/${name}`)
    return text === undefined ? undefined : text === 'true'
  }
  return { housingLanguageDuty: answer('MoetVoldoenAanTaalBereidheid'), housingLanguageMet: answer('VoldoetAanTaalBereidheid') }
}
