/** How attractive a municipality is for newcomers: Zipf by rank, with the big cities first and the Brussels rim and regional cities next. [P] */

/** First in rank, with their main postal code. */
const RANKED: ReadonlyMap<string, string> = new Map([
  ['11002', '2000'], // Antwerpen
  ['44021', '9000'], // Gent
  ['23088', '1800'], // Vilvoorde
  ['12025', '2800'], // Mechelen
  ['24062', '3000'], // Leuven
  ['23027', '1500'], // Halle
  ['41002', '9300'], // Aalst
  ['23016', '1700'], // Dilbeek
  ['46021', '9100'], // Sint-Niklaas
  ['23094', '1930'], // Zaventem
  ['71016', '3600'], // Genk
  ['23077', '1600'], // Sint-Pieters-Leeuw
  ['34022', '8500'], // Kortrijk
  ['23047', '1830'], // Machelen
  ['35013', '8400'], // Oostende
  ['23025', '1850'], // Grimbergen
  ['31005', '8000'], // Brugge
  ['71072', '3500'], // Hasselt
  ['36015', '8800'], // Roeselare
  ['13040', '2300'], // Turnhout
  ['41048', '9400'], // Ninove
  ['12021', '2500'], // Lier
  ['42006', '9200'], // Dendermonde
  ['23002', '1730'], // Asse
  ['23003', '1650'], // Beersel
  ['46029', '9160'], // Lokeren
  ['45041', '9600'], // Ronse
  ['11029', '2640'], // Mortsel
  ['23062', '3090'], // Overijse
  ['24104', '3080'], // Tervuren
])

const RANK = new Map([...RANKED.keys()].map((nisCode, index) => [nisCode, index + 1]))

/** Main postal code where it is known here; undefined otherwise, rather than an invented one. */
export function postalCode(nisCode: string): string | undefined {
  return RANKED.get(nisCode)
}

/** Weights by NIS code for the municipalities in use; those without a rank of their own follow in order of code. */
export function municipalityWeights(nisCodes: readonly string[]): Map<string, number> {
  const unranked = nisCodes.filter((nisCode) => !RANK.has(nisCode)).sort()
  const place = new Map(unranked.map((nisCode, index) => [nisCode, RANK.size + 1 + index]))
  return new Map(nisCodes.map((nisCode) => [nisCode, 1 / (RANK.get(nisCode) ?? place.get(nisCode) ?? 1)]))
}
