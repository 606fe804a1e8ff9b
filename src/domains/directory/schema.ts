/** What Newcomer answers from the directory. `terms.column` is of `directory.person` here. */
import type { DomainBuilder } from '../../graphql/schema/builder.ts'
import { expression, many, one, type Rows } from '../../query/declare.ts'
import { readFromSheet } from '../../query/fact-sheet.ts'
import { addDirectoryEnums, type DirectoryEnums } from './enums.ts'
import { DIRECTORY_SHEET, MUNICIPALITY, RESIDENCE_TITLE } from './fact-sheet.ts'
import {
  ageBand,
  currentInsz,
  directoryAsOf,
  labourMarketAccess,
  nationalityGroup,
  permitValidThreeMonths,
  underTwentyFive,
  workingAge,
} from './facts.ts'
import { addDirectoryTypes } from './types.ts'

const { fact, column, rows } = readFromSheet(DIRECTORY_SHEET)

const REPLACED: Rows = {
  table: 'directory.person_number',
  where: ({ column: of }) => `not ${of('current')}`,
  order: 'as_of desc, insz_hash',
}

/** Adds the fields of identity, contact, residence and stay; answers the code lists that filters use too. */
export function addNewcomerFields(domain: DomainBuilder): DirectoryEnums {
  const enums = addDirectoryEnums(domain)
  addIdentity(domain, enums)
  addContact(domain)
  addResidenceAndStay(domain, enums)
  return enums
}

function addIdentity({ builder, Newcomer, mode }: DomainBuilder, { Sex, AgeBand, NationalityGroup }: DirectoryEnums): void {
  builder.objectFields(Newcomer, (t) => ({
    insz: t.field({
      type: 'Insz',
      ...expression(currentInsz, 'Current identification number. Null when no source gave one.', { decode: mode.decodeInsz }),
    }),
    familyName: t.string(column('family_name', 'Family name (achternaam). Null when no source gave one.')),
    givenNames: t.string(column('given_names', 'Given names (voornamen), in the order of the register. Null when no source gave them.')),
    birthDate: t.field({ type: 'Date', ...column('birth_date', 'Birth date. Null when it is unknown or incomplete.') }),
    underTwentyFive: t.boolean(fact(underTwentyFive)),
    workingAge: t.boolean(fact(workingAge)),
    ageBand: t.field({ type: AgeBand, ...fact(ageBand) }),
    sex: t.field({ type: Sex, ...column('sex', 'Sex as registered.') }),
    nationality: t.string(column('nationality', 'Nationality, as ISO 3166-1 alpha-2. Null when it is unknown.')),
    nationalityGroup: t.field({ type: NationalityGroup, ...fact(nationalityGroup) }),
    countryOfBirth: t.string(column('country_of_birth', 'Country of birth, as ISO 3166-1 alpha-2. Null when it is unknown.')),
    firstRegisteredOn: t.field({
      type: 'Date',
      ...column(
        'first_registered_on',
        'Day of first registration in the National Register in Flanders; the terms of the duty run from this day. Null when unknown.',
      ),
    }),
    directoryAsOf: t.field({ type: 'Date', ...fact(directoryAsOf) }),
  }))
}

function addContact({ builder, Newcomer }: DomainBuilder): void {
  builder.objectFields(Newcomer, (t) => ({
    phone: t.string(column('phone', 'Telephone number. Null when none is known.')),
    email: t.string(column('email', 'E-mail address. Null when none is known.')),
    contactLanguage: t.string(
      column('contact_language', 'Language in which to address the person (contacttaal), as ISO 639-3. Null when none is known.'),
    ),
    interpreterNeeded: t.boolean(
      column('interpreter_needed', 'Whether an interpreter (tolk) is needed for talks. Null when it is not known.'),
    ),
  }))
}

function addResidenceAndStay(domain: DomainBuilder, { LabourMarketAccess }: DirectoryEnums): void {
  const { Address, Municipality, ResidenceTitle, ReplacedInsz } = addDirectoryTypes(domain)
  domain.builder.objectFields(domain.Newcomer, (t) => ({
    address: t.field({ type: Address, ...one(MUNICIPALITY.rows, 'Address today. Null when no residence in force is known.') }),
    municipality: t.field({
      type: Municipality,
      ...rows(MUNICIPALITY, 'Municipality of the residence today. Null when no residence in force is known.'),
    }),
    residenceTitle: t.field({
      type: ResidenceTitle,
      ...rows(RESIDENCE_TITLE, 'Residence title in force today. Null when none is known.'),
    }),
    labourMarketAccess: t.field({ type: LabourMarketAccess, ...fact(labourMarketAccess) }),
    permitValidThreeMonths: t.boolean(fact(permitValidThreeMonths)),
    replacedInsz: t.field({ type: [ReplacedInsz], ...many(REPLACED, 'Earlier numbers of the person. Empty when there are none.') }),
  }))
}
