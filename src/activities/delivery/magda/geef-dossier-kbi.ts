/** GeefDossierKBI-01.00: the integration dossier as the agencies' register answers it. */
import { attributeOf, elementsAt, textAt, textsAt } from './element.ts'
import { backgroundOf, languagesOf } from './kbi-background.ts'
import {
  AWARDED,
  CERTIFICATE_BY_TYPE,
  PASSED_BY_DECISION,
  TARGET_TYPE_BY_CODE,
  TRAJECTORY_KIND_BY_TYPE,
  TRAJECTORY_STATUS_BY_CODE,
} from './kbi-codes.ts'
import { add, cover, dayAfter, decodeCode, decodeOptional, giveWhole, type Mapped, shortened, turnAway } from './mapped.ts'
import type { Element } from './parse-xml.ts'

const SEX_BY_CODE: Readonly<Record<string, string>> = { '1': 'MALE', '2': 'FEMALE' }

export function mapDossierKbi(answer: Element, mapped: Mapped): void {
  for (const dossier of elementsAt(answer, 'Inhoud/KBIDossier')) {
    const insz = textAt(dossier, 'Personalia/INSZ') ?? mapped.asked
    mapPersonalia(dossier, insz, mapped)
    mapTargetGroup(dossier, insz, mapped)
    mapStart(dossier, insz, mapped)
    for (const trajectory of elementsAt(dossier, 'Trajecten/Traject')) mapTrajectory(trajectory, insz, mapped)
    mapCertificates(dossier, insz, mapped)
    mapCourses(dossier, insz, mapped)
    mapInfringements(dossier, insz, mapped)
    languagesOf(dossier, insz, mapped)
    backgroundOf(dossier, insz, mapped)
    cover(mapped, insz, WHOLE, null)
    giveWhole(mapped, insz, WHOLE)
  }
}

/** Record types that a dossier gives all of: a block that is absent has nothing in it. */
const WHOLE = [
  'targetGroup',
  'registration',
  'contract',
  'signaturePostponement',
  'trajectory',
  'socialOrientation',
  'dutchCourse',
  'dutchLevel',
  'knownLanguage',
  'certificate',
  'infringement',
]

function mapPersonalia(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  const [person] = elementsAt(dossier, 'Personalia')
  const birthDate = textAt(person, 'Geboortedatum')
  add(mapped, 'personMention', insz, {
    familyName: shortened(textsAt(person, 'Naam/Achternamen/Achternaam').join(' ') || undefined, 200),
    givenNames: shortened(textsAt(person, 'Naam/Voornamen/Voornaam').join(' ') || undefined, 200),
    birthDate: birthDate?.includes('-00') ? undefined : birthDate,
    sex: SEX_BY_CODE[textAt(person, 'Geslacht/Code') ?? ''],
  })
}

function mapTargetGroup(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  for (const group of elementsAt(dossier, 'Doelgroep')) {
    const member = decodeCode(mapped, { JA: 'true', NEE: 'false' }, textAt(group, 'Code'), 'targetGroup', 'Doelgroep/Code')
    if (member === undefined) continue
    const exemption = textAt(group, 'RedenVrijstellingVanDeVerplichting')
    add(mapped, 'targetGroup', insz, {
      member: member === 'true',
      type: decodeOptional(mapped, TARGET_TYPE_BY_CODE, textAt(group, 'Type'), 'targetGroup', 'Doelgroep/Type'),
      subtype: shortened(textAt(group, 'SubType'), 50),
      reasonNotMember: shortened(textAt(group, 'RedenGeenDoelgroep'), 50),
      exempted: exemption !== undefined,
      exemptionReason: shortened(exemption, 50),
      ...periodOf(group),
    })
  }
}

/** Registration, contracts and postponements of signing. */
function mapStart(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  for (const registration of elementsAt(dossier, 'Aanmelding')) {
    const repeated = decodeCode(mapped, { EA: 'first', HA: 'again' }, textAt(registration, 'Type'), 'registration', 'Aanmelding/Type')
    if (repeated === undefined) continue
    add(mapped, 'registration', insz, {
      registeredOn: textAt(registration, 'DatumAanmelding'),
      repeated: repeated === 'again',
      reasonCode: shortened(textAt(registration, 'Reden'), 50),
    })
  }
  for (const contract of elementsAt(dossier, 'Contracten/Contract')) {
    const signedOn = textAt(contract, 'DatumRegistratie')
    const part = (name: string) => textAt(contract, name) === 'true'
    add(mapped, 'contract', insz, {
      signedOn,
      regime: regimeOn(signedOn ?? ''),
      socialOrientation: part('OnderdeelMO'),
      dutch: part('OnderdeelNT2'),
      work: part('OnderdeelLO'),
    })
  }
  for (const postponement of elementsAt(dossier, 'UitstellenVanOndertekening/UitstelVanOndertekening')) {
    add(mapped, 'signaturePostponement', insz, { reasonCode: shortened(textAt(postponement, 'Reden'), 50), ...periodOf(postponement) })
  }
}

/** Rules in force on the day of signing: the decree changed on 1 March 2022, and fees and the standard Dutch test came on 1 September 2023. */
function regimeOn(signedOn: string): string {
  if (signedOn < '2022-03-01') return 'BEFORE_MARCH_2022'
  return signedOn < '2023-09-01' ? 'SINCE_MARCH_2022' : 'SINCE_SEPTEMBER_2023'
}

function mapTrajectory(trajectory: Element, insz: string | undefined, mapped: Mapped): void {
  const kind = decodeCode(mapped, TRAJECTORY_KIND_BY_TYPE, textAt(trajectory, 'Type'), 'trajectory', 'Trajecten/Traject/Type')
  if (kind !== undefined) {
    const code = textAt(trajectory, 'Status/Code')
    if (code === undefined)
      turnAway(mapped, 'trajectory', 'Trajecten/Traject/Status', 'LEFT_EMPTY', 'left empty: a trajectory without parts has no status')
    const status =
      code === undefined ? undefined : decodeCode(mapped, TRAJECTORY_STATUS_BY_CODE, code, 'trajectory', 'Trajecten/Traject/Status/Code')
    if (code === undefined || status !== undefined) add(mapped, 'trajectory', insz, { kind, status, ...managementOf(trajectory) })
  }
  for (const part of elementsAt(trajectory, 'TrajectOnderdelen/TrajectOnderdeel')) mapPart(part, insz, mapped)
}

function managementOf(trajectory: Element) {
  const [manager] = elementsAt(trajectory, 'Beheerder')
  const counsellor = [
    ...textsAt(manager, 'ContactPersoon/Naam/Voornamen/Voornaam'),
    ...textsAt(manager, 'ContactPersoon/Naam/Achternamen/Achternaam'),
  ].join(' ')
  const status = periodOf(elementsAt(trajectory, 'Status')[0])
  return {
    stopReason: shortened(textAt(trajectory, 'Besluit/Code'), 50),
    organisation: textAt(manager, 'KBIVestiging/KboNummer') ?? textAt(manager, 'KboNummer'),
    counsellorName: shortened(counsellor || undefined, 200),
    validFrom: status.validFrom ?? textAt(manager, 'Periode/Begin'),
    validUntil: status.validUntil,
  }
}

/** Social orientation is the only part with a table of its own; the others say nothing that the status does not. */
function mapPart(part: Element, insz: string | undefined, mapped: Mapped): void {
  if (textAt(part, 'Type') !== 'TO_OB_MO') return
  const decision = decodeOptional(
    mapped,
    PASSED_BY_DECISION,
    textAt(part, 'Besluit/Code'),
    'socialOrientation',
    'TrajectOnderdeel/Besluit/Code',
  )
  add(mapped, 'socialOrientation', insz, {
    startedOn: textAt(part, 'Periode/Begin'),
    passed: decision === undefined ? undefined : decision === 'passed',
    passedOn: decision === 'passed' ? textAt(part, 'Besluit/DatumToekenning') : undefined,
  })
}

function mapCertificates(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  const documents = elementsAt(dossier, 'BehaaldeAttesten/Document').map((document) => ({ document, kind: kindOf(document) }))
  for (const { document, kind } of documents) {
    if (kind === undefined) {
      const reason = 'left out: the document is not a known integration certificate'
      turnAway(mapped, 'certificate', 'BehaaldeAttesten/Document/Type', 'LEFT_OUT', reason)
      continue
    }
    add(mapped, 'certificate', insz, {
      kind,
      modelCode: shortened(textAt(document, 'Type'), 50),
      issuedOn: textAt(document, 'DatumOndertekening') ?? textAt(document, 'DatumAanmaak'),
    })
  }
  const awarded = textsAt(dossier, 'Trajecten/Traject/Besluit/Code').includes(AWARDED)
  if (!awarded || documents.some(({ kind }) => kind !== undefined)) return
  const reason =
    'left out: the decision awards integration and the answer has no certificate, so that it stays unknown whether there is one'
  turnAway(mapped, 'certificate', 'Trajecten/Traject/Besluit/Code', 'LEFT_OUT', reason)
}

function kindOf(document: Element): string | undefined {
  const modelCode = textAt(document, 'Type') ?? ''
  return CERTIFICATE_BY_TYPE.find(({ type }) => type.test(modelCode))?.kind
}

/** Courses of Dutch: in a list of their own, or, in older answers, directly among the activities. */
const COURSES = ['VormingsActiviteiten/NT2Cursussen/NT2Cursus', 'VormingsActiviteiten/NT2Cursus']
const SCHOOL_NUMBERS = ['Centrum/DavinciInstellingsNummer', 'Centrum/Instellingsnummer', 'Centrum/InstellingsNummer', 'Centrum']

function mapCourses(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  for (const course of COURSES.flatMap((path) => elementsAt(dossier, path))) {
    const { validFrom, validUntil } = periodOf(course)
    const first = (paths: readonly string[]) => paths.map((path) => textAt(course, path)).find((text) => text !== undefined)
    add(mapped, 'dutchCourse', insz, {
      school: shortened(named(course, 'Centrum') ?? named(course, 'Vestiging'), 200),
      schoolNumber: shortened(first(SCHOOL_NUMBERS), 20),
      module: shortened(
        named(course, 'Module') ?? textAt(course, 'Module') ?? named(course, 'Opleiding') ?? textAt(course, 'Opleiding'),
        200,
      ),
      status: shortened(textAt(course, 'Status/Code') ?? textAt(course, 'Status'), 50),
      validFrom: validFrom ?? textAt(course, 'DatumInschrijving'),
      validUntil,
    })
  }
}

/** Name of a part: an attribute, or an element of its own. */
function named(course: Element, part: string): string | undefined {
  return attributeOf(elementsAt(course, part)[0], 'Naam') ?? textAt(course, `${part}/Naam`)
}

function mapInfringements(dossier: Element, insz: string | undefined, mapped: Mapped): void {
  for (const infringement of elementsAt(dossier, 'Inbreuken/Inbreuk')) {
    add(mapped, 'infringement', insz, {
      typeCode: textAt(infringement, 'Type'),
      establishedOn: textAt(infringement, 'DatumVaststelling'),
      authority: shortened(textAt(infringement, 'SanctionerendeOverheid'), 50),
    })
  }
}

function periodOf(element: Element | undefined): { validFrom: string | undefined; validUntil: string | undefined } {
  return { validFrom: textAt(element, 'Periode/Begin'), validUntil: dayAfter(textAt(element, 'Periode/Einde')) }
}
