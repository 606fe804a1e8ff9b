/** Facts from authentic registers: coarse answers in place of birth date, nationality, permit and address. */
import { columnOf } from '../../base/columns.ts'
import type { Expression, Fact } from '../../query/declare.ts'
import { inForce, lastInForce } from '../../query/fact-sql.ts'
import { MENTION } from './delivery.ts'

const EU27 = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ')
const EEA_OUTSIDE_EU_AND_SWITZERLAND = ['CH', 'IS', 'LI', 'NO']

const textList = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ')

/** SQL: code of an organisation, its KBO number or, where it has none, its OVO code. @param id SQL of its id. */
export const codeOfOrganisation = (id: string): string => `(
      select c.code
      from directory.organisation_code c
      where c.organisation_id = ${id}
      order by c.scheme, c.code
      limit 1
    )`

/** The same of the organisation at hand. */
export const organisationCode: Expression = ({ column }) => codeOfOrganisation(column('id'))

/** Current INSZ of the person, as base64 of the sealed bytes. */
export const currentInsz: Expression = ({ person }) => `(
    select encode(number.insz_encrypted, 'base64')
    from directory.person_number number
    where number.person_id = ${person}
      and number.current
    limit 1
  )`

/** NIS code of a residence row, as it is today: after a merger, the code of the municipality that took over. */
export const nisCodeToday: Expression = ({ column, today }) => `coalesce(
    (
      select merged.successor_code
      from directory.municipality merged
      where merged.nis_code = ${column('nis_code')}
        and merged.valid_until <= ${today}
    ),
    ${column('nis_code')}
  )`

/** Official name of the municipality of a residence row, as it is today; abroad, the name that the source gave. */
export const municipalityName: Expression = (terms) => `coalesce(
    (
      select named.name
      from directory.municipality named
      where named.nis_code = ${nisCodeToday(terms)}
    ),
    ${terms.column('municipality')}
  )`

/** NIS code of the municipality where the person lives today; null when no residence is in force. */
export const municipalityNisCode: Expression = (terms) => `(
    select ${nisCodeToday({ ...terms, column: columnOf('home') })}
    from directory.residence home
    where home.person_id = ${terms.person}
      and ${inForce('home', terms.today)}
    order by home.valid_from desc
    limit 1
  )`

/** The day of a mere mention would tell when another organisation first delivered something about the person. */
export const directoryAsOf: Fact = {
  description:
    'Day of the latest information from an authentic source about the identity of the person. Null when only other sources mentioned the person.',
  value: ({ column }) => `case when ${column('source')} not like '%${MENTION}' then ${column('as_of')} end`,
}

/** Youth rule of the right to social integration. Someone born on 29 February turns on 1 March. */
export const underTwentyFive: Fact = {
  description: 'Whether the person is younger than 25. Null when the birth date is unknown.',
  value: ({ column, today }) => `${column('birth_date')} > ${today} - interval '25 years'`,
}

export const workingAge: Fact = {
  description: 'Whether the person is of working age: 18 to 64 years. Null when the birth date is unknown.',
  value: ({ column, today }) => `(
    ${column('birth_date')} <= ${today} - interval '18 years'
    and ${column('birth_date')} > ${today} - interval '65 years'
  )`,
}

export const ageBand: Fact = {
  description: 'Age in bands of five years. Null when the birth date is unknown.',
  value: ({ column, today }) => `(
    select case
        when turned.years < 15 then 'UNDER_15'
        when turned.years >= 85 then 'FROM_85'
        else format('FROM_%s_TO_%s', turned.years / 5 * 5, turned.years / 5 * 5 + 4)
      end
    from (select extract(year from age(${today}::timestamp, ${column('birth_date')}::timestamp))::int as years) turned
    where turned.years is not null
  )`,
}

export const nationalityGroup: Fact = {
  description:
    'Nationality, grouped by the rules on free movement (EU27, EER and Switzerland, third country). Null when the nationality is unknown.',
  value: ({ column }) => `case
    when ${column('nationality')} in (${textList(EU27)}) then 'EU27'
    when ${column('nationality')} in (${textList(EEA_OUTSIDE_EU_AND_SWITZERLAND)}) then 'EEA_CH'
    when ${column('nationality')} is not null then 'THIRD_COUNTRY'
  end`,
}

export const labourMarketAccess: Fact = {
  description: 'Access to the labour market under the residence title in force. Null when no title in force is known.',
  value: (terms) => lastInForce('directory.residence_title', terms, 'fact_row.labour_market_access::text'),
}

/** Titles that follow each other without a gap count as one. Rows with an end before their begin are no period. One of which nobody said how long it is valid shows nothing, and leaves open what the others do not. */
export const permitValidThreeMonths: Fact = {
  description:
    'Whether residence titles cover every day of the next three months. Null when no residence title is known, or how long one is valid is not.',
  value: ({ person, today }) => `(
    select case
        when title.covered or not title.open then title.covered
      end
    from (
      select range_agg(daterange(title.valid_from, title.valid_until)) filter (where not title.end_unknown)
          @> daterange(${today}, (${today} + interval '3 months')::date) as covered,
        bool_or(title.end_unknown) as open
      from directory.residence_title title
      where title.person_id = ${person}
        and (title.valid_until is null or title.valid_until >= title.valid_from)
    ) title
  )`,
}
