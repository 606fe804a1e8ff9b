/** What each service's answer becomes, element by element: each row of the table of absences in docs/guides/magda-answers.md has its test here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PERSONS } from '../../../../test/support/deliveries.ts'
import { DocumentRefused } from '../refused.ts'
import { type Service, VERSIONS } from './answer.ts'
import { type MagdaOptions, readMagda } from './read-magda.ts'

const { amina, olena, yusuf } = PERSONS
const TODAY = '2026-06-15'

const GUIDE = join(import.meta.dirname, '../../../../docs/guides/magda-answers.md')

type Header = { version?: string; day?: string }

function answer(service: Service, content: string, { version = `${VERSIONS[service]}.0000`, day = '2026-06-01' }: Header = {}): string {
  return `<r:${service}Response xmlns:r="urn:r"><Repliek>
    <Context><Naam>${service}</Naam><Versie>${version}</Versie><Bericht><Tijdstip><Datum>${day}</Datum></Tijdstip></Bericht></Context>
    <Antwoorden><Antwoord><Referte>r</Referte><Inhoud>${content}</Inhoud></Antwoord></Antwoorden></Repliek></r:${service}Response>`
}

function read(xml: string, options: Partial<MagdaOptions> = {}) {
  const { items, nothing } = readMagda(Buffer.from(xml), { today: TODAY, ...options })
  const lines = items.flatMap((item) => ('line' in item ? [item.line] : []))
  const isCoverage = ({ record }: Record<string, unknown>) => String(record).endsWith('Coverage')
  const [records, covered] = [lines.filter((line) => !isCoverage(line)), lines.filter(isCoverage)]
  const noted = items.flatMap((item) =>
    'refused' in item ? [`${item.refused.recordType} ${item.refused.field} ${item.refused.code}`] : [],
  )
  const of = (type: string) => records.filter(({ record }) => record === type).map(({ record: _record, insz: _insz, ...values }) => values)
  return { records, noted, covered, nothing, of }
}

function refusal(xml: string): string {
  try {
    readMagda(Buffer.from(xml), { today: TODAY })
  } catch (error) {
    if (error instanceof DocumentRefused) return error.code
  }
  return 'read'
}

const IDENTITY = {
  Naam: '<Naam><Achternamen><Achternaam>Haddad</Achternaam></Achternamen><Voornamen><Voornaam>Amina</Voornaam></Voornamen></Naam>',
  Geslacht: '<Geslacht><Code>2</Code></Geslacht>',
  Nationaliteiten: '<Nationaliteiten><Nationaliteit><Code>261</Code><Omschrijving>Syrië</Omschrijving></Nationaliteit></Nationaliteiten>',
  Geboorte: '<Geboorte><Datum>1990-01-15</Datum></Geboorte>',
}
const WHOLE = Object.values(IDENTITY).join('')
const person = (content: string, header: Header = {}) => answer('GeefPersoon', `<Persoon><INSZ>${amina}</INSZ>${content}</Persoon>`, header)

const home = (begin: string, nis = '44021', attributes = '') =>
  `<Hoofdverblijfplaats DatumBegin="${begin}" ${attributes}><NISCodeLand>150</NISCodeLand><NISCodeGemeente>${nis}</NISCodeGemeente></Hoofdverblijfplaats>`
const abroad = (begin: string, attributes = '') => `<VerblijfplaatsBuitenland DatumBegin="${begin}" ${attributes}/>`
const living = (addresses: string, rest = '') => person(`${WHOLE}${rest}<Adressen>${addresses}</Adressen>`)
const status = (code: string, begin: string, attributes = '') =>
  `<Statussen><Status DatumBegin="${begin}" ${attributes}><Code>${code}</Code></Status></Statussen>`
const death = (day: string) => `<Overlijden><Datum>${day}</Datum></Overlijden>`
/** A row of no municipality: an address without its code, or a stay abroad. */
const nowhere = (validFrom: string, validUntil?: string) => (validUntil === undefined ? { validFrom } : { validFrom, validUntil })

describe('a residence', () => {
  test.each(['992', '99990', '99991', '99992', '99993', '99996', '99997'])('ends when status %s begins', (code) => {
    const { of, noted } = read(living(home('2019-03-01'), status(code, '2024-05-06')))
    expect(of('residence')).toEqual([{ nisCode: '44021', validFrom: '2019-03-01', validUntil: '2024-05-06' }])
    expect(noted).toEqual([])
  })

  test('does not end by a status that is over, or one that only says who holds the file; an unknown status is remarked', () => {
    const open = [{ nisCode: '44021', validFrom: '2019-03-01' }]
    expect(read(living(home('2019-03-01'), status('992', '2018-01-01', 'DatumEinde="2019-03-01"'))).of('residence')).toEqual(open)
    expect(read(living(home('2019-03-01'), status('21099', '2020-01-01'))).of('residence')).toEqual(open)
    const unknown = read(living(home('2019-03-01'), status('123', '2020-01-01')))
    expect([unknown.of('residence'), unknown.noted]).toEqual([open, ['residence Statussen/Status/Code LEFT_OUT']])
  })

  test('and a stay abroad: the one that began later counts', () => {
    expect(read(living(home('2019-03-01') + abroad('2024-05-06'))).of('residence')).toEqual([
      { nisCode: '44021', validFrom: '2019-03-01', validUntil: '2024-05-06' },
      nowhere('2024-05-06'),
    ])
    expect(read(living(abroad('2015-05-06') + home('2019-03-01'))).of('residence')).toEqual([{ nisCode: '44021', validFrom: '2019-03-01' }])
  })

  test('ends when the departure was declared, before the address abroad is known', () => {
    const declared = '<AangifteAdresBuitenland DatumBegin="2024-02-10" DatumEinde="2024-04-14"/>'
    expect(read(living(home('2019-03-01') + abroad('2024-04-14', 'DatumEinde="2025-02-11"') + declared)).of('residence')).toEqual([
      { nisCode: '44021', validFrom: '2019-03-01', validUntil: '2024-02-10' },
      nowhere('2024-02-10', '2025-02-11'),
    ])
  })

  test('ends on the first day that a departure known in part can be', () => {
    expect(read(living(home('2019-03-01') + abroad('2024-00-00'))).of('residence')).toEqual([
      { nisCode: '44021', validFrom: '2019-03-01', validUntil: '2024-01-01' },
      nowhere('2024-01-01'),
    ])
    expect(read(living(home('2024-03-01') + abroad('2024-00-00'))).of('residence')).toEqual([nowhere('2024-03-01')])
  })

  test.each([
    ['2024-05-06', '2024-05-06', '2024-05-06', []],
    ['2024-00-00', null, '2024-01-01', ['person Overlijden/Datum KNOWN_IN_PART']],
    ['2024-05-00', null, '2024-05-01', ['person Overlijden/Datum KNOWN_IN_PART']],
    ['0000-00-00', null, '2026-06-01', ['person Overlijden/Datum KNOWN_IN_PART']],
  ])('of somebody who died on %s ends, at the latest on the day of the answer', (day, deceasedOn, validUntil, remarks) => {
    const { of, noted } = read(living(home('2019-03-01'), death(day)))
    expect(of('person')).toMatchObject([{ deceasedOn }])
    expect(of('residence')).toEqual([{ nisCode: '44021', validFrom: '2019-03-01', validUntil }])
    expect(noted).toEqual(remarks)
  })

  test('that begins when the person has left, or in place of a municipality names a status, is in no municipality', () => {
    const gone = [[{ validFrom: '2019-03-01' }], ['residence Adressen/Hoofdverblijfplaats LEFT_EMPTY']]
    for (const xml of [
      living(home('2019-03-01'), status('992', '2013-08-20')),
      living(home('2019-03-01'), death('2010-01-01')),
      living(home('2019-03-01', '99993')),
    ]) {
      const { of, noted } = read(xml)
      expect([of('residence'), noted]).toEqual(gone)
    }
  })

  test('in Belgium without a municipality gets a remark; without a first day it is left out', () => {
    const bare = read(living('<Hoofdverblijfplaats DatumBegin="2019-03-01"><NISCodeLand>150</NISCodeLand></Hoofdverblijfplaats>'))
    expect([bare.of('residence'), bare.noted]).toEqual([
      [nowhere('2019-03-01')],
      ['residence Adressen/Hoofdverblijfplaats/NISCodeGemeente LEFT_EMPTY'],
    ])
    const undated = read(living('<Hoofdverblijfplaats><NISCodeGemeente>44021</NISCodeGemeente></Hoofdverblijfplaats>'))
    expect([undated.of('residence'), undated.noted]).toEqual([[], ['residence Adressen/Hoofdverblijfplaats/@DatumBegin LEFT_OUT']])
  })

  test('that the answer does not give says nothing about where the person lives', () => {
    expect(read(person(WHOLE)).of('residence')).toEqual([])
  })
})

describe('an identity', () => {
  test('of all groups says that what it leaves out is unknown, and that no death is known', () => {
    const { of, records } = read(person(WHOLE))
    expect(of('person')).toEqual([
      { familyName: 'Haddad', givenNames: 'Amina', sex: 'FEMALE', nationality: 'SY', birthDate: '1990-01-15', countryOfBirth: null },
    ])
    expect(records).toHaveLength(1)
  })

  test.each([
    ['Naam', { sex: 'FEMALE', nationality: 'SY', birthDate: '1990-01-15', countryOfBirth: null }],
    ['Geslacht', { familyName: 'Haddad', givenNames: 'Amina', nationality: 'SY', birthDate: '1990-01-15', countryOfBirth: null }],
    ['Nationaliteiten', { familyName: 'Haddad', givenNames: 'Amina', sex: 'FEMALE', birthDate: '1990-01-15', countryOfBirth: null }],
    ['Geboorte', { familyName: 'Haddad', givenNames: 'Amina', sex: 'FEMALE', nationality: 'SY' }],
  ] as const)('without the group %s says nothing about it', (absent, said) => {
    const { of } = read(person(WHOLE.replace(IDENTITY[absent], '')))
    expect([of('person'), of('personPart')]).toEqual([[], [said]])
  })

  test('of a residence alone says nothing', () => {
    const { records } = read(person(`<Adressen>${home('2019-03-01')}</Adressen>`))
    expect(records.map(({ record }) => record)).toEqual(['residence'])
  })

  test.each([
    ['611', 'Australië', 'AU', []],
    ['613', 'Nieuw-Zeeland', 'NZ', []],
    ['611', '', 'AU', []],
    ['699', 'Fiji', 'FJ', []],
    ['822', 'Vluchteling van Afghaanse herkomst', null, ['person Nationaliteiten/Nationaliteit/Code LEFT_EMPTY']],
    ['711', 'Onbepaald', null, ['person Nationaliteiten/Nationaliteit/Code LEFT_EMPTY']],
    ['299', 'Nergensland', null, ['person Nationaliteiten/Nationaliteit/Code LEFT_EMPTY']],
  ])('with the nationality code %s (%s) has the nationality %j', (code, name, nationality, remarks) => {
    const { of, noted } = read(person(WHOLE.replace('<Code>261</Code><Omschrijving>Syrië', `<Code>${code}</Code><Omschrijving>${name}`)))
    expect(of('person')).toMatchObject([{ nationality }])
    expect(noted).toEqual(remarks)
  })

  test('keeps what a CDATA section says as it is, and resolves references outside it', () => {
    const named = (text: string) =>
      read(person(WHOLE.replace('>Haddad<', `>${text}<`)))
        .of('person')
        .map(({ familyName }) => familyName)
    expect(named('<![CDATA[A&amp;B &#65; <i>]]>')).toEqual(['A&amp;B &#65; <i>'])
    expect(named('A&amp;B &#65; &lt;i&gt;')).toEqual(['A&B A <i>'])
    expect(named('<!-- <![CDATA[ -->Haddad<!-- ]]> -->')).toEqual(['Haddad'])
  })
})

describe('a residence title', () => {
  const card = (expiry: string, attributes = '') =>
    person(
      `${WHOLE}<Identiteitsbewijzen><Identiteitsbewijs DatumBegin="2025-02-15" ${attributes}><Type><Omschrijving>A Kaart</Omschrijving></Type>${expiry}</Identiteitsbewijs></Identiteitsbewijzen>`,
    )
  const until = (day: string) => `<Vervalgegevens><Vervaldatum>${day}</Vervaldatum></Vervalgegevens>`
  const title = (validUntil?: string) => [
    { cardType: 'A Kaart', validFrom: '2025-02-15', ...(validUntil === undefined ? { endUnknown: true } : { validUntil }) },
  ]

  test('is valid until the day after its expiry, or until the card is withdrawn; without expiry it is unknown until when', () => {
    expect(read(card(until('2030-02-14'))).of('residenceTitle')).toEqual(title('2030-02-15'))
    expect(read(card(until('2030-02-14'), 'DatumEinde="2026-01-01"')).of('residenceTitle')).toEqual(title('2026-01-01'))
    expect(read(card('')).of('residenceTitle')).toEqual(title())
  })

  test.each(['1902-07-23', '2030-00-00'])('that expires on %s is left out: how long it is valid is unknown', (day) => {
    const { of, noted } = read(card(until(day)))
    expect([of('residenceTitle'), noted]).toEqual([[], ['residenceTitle Identiteitsbewijs/Vervalgegevens/Vervaldatum LEFT_OUT']])
  })
})

describe('a dossier of the agencies', () => {
  const dossier = (content: string) =>
    answer('GeefDossierKBI', `<KBIDossier><Personalia><INSZ>${amina}</INSZ></Personalia>${content}</KBIDossier>`)
  const types = (xml: string) => read(xml).covered.flatMap(({ covers }) => covers)
  const ALL = [
    'targetGroup registration contract signaturePostponement trajectory socialOrientation',
    'dutchCourse dutchLevel knownLanguage certificate infringement',
  ].flatMap((names) => names.split(' '))

  const COURSE =
    '<NT2Cursus><Centrum><DavinciInstellingsNummer>128901</DavinciInstellingsNummer></Centrum><Module Naam="NT2 Breakthrough">M1</Module><Periode><Begin>2025-04-15</Begin><Einde>2025-06-20</Einde></Periode><Status>INGESCHREVEN</Status></NT2Cursus>'
  test.each([
    ['in a list', `<VormingsActiviteiten><NT2Cursussen>${COURSE}</NT2Cursussen></VormingsActiviteiten>`],
    ['among the activities', `<VormingsActiviteiten>${COURSE}</VormingsActiviteiten>`],
  ])('gives its courses of Dutch %s', (_where, content) => {
    expect(read(dossier(content)).of('dutchCourse')).toEqual([
      { schoolNumber: '128901', module: 'NT2 Breakthrough', status: 'INGESCHREVEN', validFrom: '2025-04-15', validUntil: '2025-06-21' },
    ])
  })

  test('covers all that it gives, as of the answer; a block that is absent has nothing in it', () => {
    const { covered } = read(dossier(''))
    expect(covered).toEqual([{ record: 'integrationCoverage', insz: amina, covers: ALL, validFrom: '1850-01-01' }])
  })

  test('with a level without oral or written gives no level, and does not cover levels', () => {
    const xml = dossier('<Talenkennis><BehaaldNT2Niveau><HoogstBehaald>B1</HoogstBehaald></BehaaldNT2Niveau></Talenkennis>')
    const { of, noted } = read(xml)
    expect([of('dutchLevel'), noted]).toEqual([[], ['dutchLevel Talenkennis/BehaaldNT2Niveau/HoogstBehaald LEFT_OUT']])
    expect(types(xml)).toEqual(ALL.filter((type) => type !== 'dutchLevel'))
  })

  test('with an awarded trajectory gives no certificate, and does not cover certificates', () => {
    const xml = dossier(
      '<Trajecten><Traject><Type>TT_IBVP</Type><Status><Code>GS</Code><Periode><Begin>2026-02-03</Begin></Periode></Status><Besluit><Code>JA_IB</Code><DatumToekenning>2026-02-03</DatumToekenning></Besluit></Traject></Trajecten>',
    )
    const { of, noted } = read(xml)
    expect([of('certificate'), noted]).toEqual([[], ['certificate Trajecten/Traject/Besluit/Code LEFT_OUT']])
    expect(of('trajectory')).toEqual([{ kind: 'OBLIGED', status: 'ENDED', stopReason: 'JA_IB', validFrom: '2026-02-03' }])
    expect(types(xml)).toEqual(ALL.filter((type) => type !== 'certificate'))
  })

  test.each(['2026-02-30', '2026-02-00', 'morgen'])(
    'with a period that ends on %s keeps that end, to be refused: it is not open',
    (end) => {
      const xml = dossier(`<Doelgroep><Code>JA</Code><Periode><Begin>2025-01-01</Begin><Einde>${end}</Einde></Periode></Doelgroep>`)
      expect(read(xml).of('targetGroup')).toMatchObject([{ validFrom: '2025-01-01', validUntil: end }])
    },
  )
})

describe('living wages', () => {
  const payment = (kind: string, month: string, amount: string, ocmw: string) =>
    `<${kind}PerPeriode><${kind}Periode><Bedrag>${amount}</Bedrag><Periode><Begin>${month}-01</Begin><Einde>${month}-28</Einde></Periode><Begunstigde><INSZ>${amina}</INSZ></Begunstigde><OCMW><Ondernemingsnummer>${ocmw}</Ondernemingsnummer></OCMW></${kind}Periode></${kind}PerPeriode>`
  const year = (name: string, months = '') =>
    `<Leefloonbedrag><Jaar>${name}</Jaar><Tegemoetkoming><Maandelijks>${months}</Maandelijks></Tegemoetkoming></Leefloonbedrag>`
  const amounts = (content: string) => answer('GeefLeefloonbedragen', `<Leefloonbedragen>${content}</Leefloonbedragen>`)
  const asked = { insz: olena, hash: Buffer.alloc(1) }
  const [gent, mechelen] = ['0212214125', '0021202517']

  test('of two kinds in one month and of two OCMWs in the next are four records', () => {
    const february = payment('Leefloon', '2026-02', '1288.46', gent) + payment('EquivalentLeefloon', '2026-02', '300', gent)
    const march = payment('Leefloon', '2026-03', '600', gent) + payment('Leefloon', '2026-03', '688.46', mechelen)
    const xml = amounts(year('2026', `<Maand JaarMaand="2026-02">${february}</Maand><Maand JaarMaand="2026-03">${march}</Maand>`))
    const inFebruary = { validFrom: '2026-02-01', validUntil: '2026-03-01' }
    const inMarch = { validFrom: '2026-03-01', validUntil: '2026-03-29' }
    expect(read(xml).of('livingWage')).toEqual([
      { organisation: gent, equivalent: false, amountCents: 128_846, ...inFebruary },
      { organisation: gent, equivalent: true, amountCents: 30_000, ...inFebruary },
      { organisation: gent, equivalent: false, amountCents: 60_000, ...inMarch },
      { organisation: mechelen, equivalent: false, amountCents: 68_846, ...inMarch },
    ])
  })

  test('that were not paid say so for the years of the answer, and nothing else: no record', () => {
    const years = (...answered: string[]) => read(amounts(answered.map((one) => year(one)).join('')), { asked, named: olena })
    const { records, noted, covered, nothing } = years('2024', '2025')
    expect([records, noted, nothing]).toEqual([[], [], undefined])
    const living = { record: 'localCoverage', insz: olena, covers: ['livingWage'] }
    expect(covered).toEqual([{ ...living, validFrom: '2024-01-01', validUntil: '2026-01-01' }])
    expect(years('2024', '2026').covered).toEqual([{ ...living, validFrom: '2026-01-01', validUntil: '2027-01-01' }])
  })

  test('about nobody are refused', () => {
    expect(read(amounts(year('2025'))).noted).toEqual(['livingWage insz IDENTITY_MISSING'])
  })
})

describe('social statutes and employments', () => {
  test('a statute without a period holds from the day of the answer; one that is not named is not said', () => {
    const { of, covered } = read(
      answer(
        'GeefSociaalStatuut',
        `<Persoon><INSZ>${amina}</INSZ><SocialeStatuten><SociaalStatuut><Naam>BIM_BVT</Naam><Resultaat><Code>1</Code></Resultaat></SociaalStatuut></SocialeStatuten></Persoon>`,
      ),
    )
    expect(of('socialStatute')).toEqual([{ name: 'BIM_BVT', applies: true, validFrom: '2026-06-01' }])
    expect(covered).toEqual([])
  })

  test('an employment without an end is open; an answer without contracts says nothing', () => {
    const contract = `<Contract><Relatie><Werknemer><INSZ>${amina}</INSZ></Werknemer></Relatie><Aangifte><DimonaNummer>1</DimonaNummer><PeriodeTijdstip><Begin><Datum>2026-02-01</Datum></Begin></PeriodeTijdstip></Aangifte></Contract>`
    expect(read(answer('GeefWerkrelaties', `<Contracten>${contract}</Contracten>`)).of('employment')).toEqual([
      { declaration: '1', cancelled: false, validFrom: '2026-02-01' },
    ])
    const { records, covered } = read(answer('GeefWerkrelaties', '<Contracten/>'), { asked: { insz: amina, hash: Buffer.alloc(1) } })
    expect([records, covered]).toEqual([[], []])
  })
})

test('every service and version is in the guide, with what the absence of an element means', () => {
  const guide = readFileSync(GUIDE, 'utf8')
  const undescribed = Object.entries(VERSIONS).filter(([service, version]) => {
    const isNothing = service === 'RegistreerInschrijving'
    return !guide.includes(`| ${service}-${version}`) || !(isNothing || guide.includes(`\n| ${service} |`))
  })
  expect(undescribed.map(([service]) => service)).toEqual([])
})

describe('an answer', () => {
  test.each([
    ['2026-02-30', 'HEADER_INVALID'],
    ['2026-06-16', 'HEADER_INVALID'],
    ['2099-01-01', 'HEADER_INVALID'],
    ['1700-01-01', 'HEADER_INVALID'],
    ['', 'HEADER_INVALID'],
    [TODAY, 'read'],
  ])('of the day %j is %s', (day, code) => {
    expect(refusal(person(WHOLE, { day }))).toBe(code)
  })

  test.each([
    ['02.02.0000', 'read'],
    ['02.02', 'read'],
    ['02.021', 'VERSION_UNKNOWN'],
    ['03.00.0000', 'VERSION_UNKNOWN'],
    ['04.00.0000', 'VERSION_UNKNOWN'],
    ['', 'VERSION_UNKNOWN'],
  ])('in version %j is %s', (version, code) => {
    expect(refusal(person(WHOLE, { version }))).toBe(code)
  })

  test('in a SOAP envelope is read as the one in it, and a SOAP fault is an error of the source', () => {
    const soap = (body: string) => `<s:Envelope xmlns:s="urn:soap"><s:Header><x/></s:Header><s:Body>${body}</s:Body></s:Envelope>`
    expect(read(soap(person(WHOLE))).records).toEqual(read(person(WHOLE)).records)
    expect(refusal(soap('<s:Fault><faultcode>s:Server</faultcode></s:Fault>'))).toBe('SOURCE_ERROR')
    expect(refusal(soap(''))).toBe('SERVICE_UNKNOWN')
  })

  test('about another number than the name of its file gets a remark; about one that was replaced it gets none', () => {
    expect(read(person(WHOLE), { named: yusuf }).noted).toEqual(['null null FILE_NAME_DIFFERS'])
    expect(read(person(WHOLE), { named: amina }).noted).toEqual([])
    const replaced = person(WHOLE).replace('<INSZ>', `<INSZ replacedBy="${olena}">`)
    const { records, noted } = read(replaced, { named: amina })
    expect(noted).toEqual([])
    expect(records.map(({ record, insz, replaces }) => [record, insz, replaces])).toEqual([
      ['replacement', olena, [amina]],
      ['person', olena, undefined],
    ])
  })
})
