/** Records of the directory: identity from authentic registers, contact data, residence, and what a person agreed to. */
import { z } from 'zod'
import { PURPOSES } from '../../base/purpose.ts'
import { RECIPIENTS } from '../../base/recipient.ts'
import { LabourMarketAccess, Sex } from '../../generated/prisma/enums.ts'
import {
  choice,
  country,
  day,
  defaulted,
  flag,
  municipality,
  optional,
  organisation,
  pastDay,
  pattern,
  text,
} from '../declaration/record-field.ts'
import { declareRecords, InszText, type Line, type RecordType, Replaces } from '../declaration/record-type.ts'
import { CONSENT_GROUPS } from './consent-groups.ts'

const language = (description: string) => pattern(/^[a-z]{3}$/, 'a language as three letters (ISO 639-3)', 'char(3)', description)
const until = optional(day('First day after the period of validity; absent while open.'))

const identity = {
  familyName: optional(text(200, 'Family names.')),
  givenNames: optional(text(200, 'Given names.')),
  birthDate: optional(pastDay('Day of birth; absent when the register has an incomplete date.')),
  sex: optional(choice(Sex, 'directory.sex', 'Sex in the register.')),
}

const registered = {
  nationality: optional(country('Nationality.')),
  countryOfBirth: optional(country('Country of birth.')),
  deceasedOn: optional(pastDay('Day of death.')),
  firstRegisteredOn: optional(pastDay('Day of first registration in a Belgian register.')),
}

export const NEWCOMER_RECORDS = declareRecords('DIRECTORY', {
  person: {
    description: 'Identity of a person in an authentic register. Absent fields are unknown in that register.',
    table: 'directory.person',
    key: [],
    ofPerson: { source: 'source', asOf: 'as_of' },
    fields: {
      ...identity,
      sex: defaulted(identity.sex, 'UNKNOWN'),
      ...registered,
    },
  },
  contact: {
    description: 'Contact data and contact language of a person.',
    table: 'directory.person',
    key: [],
    ofPerson: { source: null, asOf: 'contact_as_of' },
    fields: {
      contactLanguage: optional(language('Language in which to contact the person.')),
      interpreterNeeded: optional(flag('Whether the person needs an interpreter.')),
      phone: optional(text(40, 'Telephone number.')),
      email: optional(text(254, 'E-mail address.')),
    },
  },
  residence: {
    description: 'Main residence of a person. A later residence ends the previous one.',
    table: 'directory.residence',
    key: ['validFrom'],
    successiveBy: [],
    relation: {
      capacity: 'RESIDENT',
      organisations: { by: 'municipality' },
      says: { nl: 'u op zijn grondgebied woont', en: 'you live in its territory' },
    },
    fields: {
      nisCode: optional(municipality('NIS code of the municipality; absent abroad.')),
      municipality: optional(text(100, 'Name of the municipality.')),
      postalCode: optional(text(16, 'Postal code.')),
      street: optional(text(200, 'Street.')),
      houseNumber: optional(text(20, 'House number.')),
      boxNumber: optional(text(20, 'Box number.')),
      validFrom: day('First day of the residence.'),
      validUntil: until,
    },
  },
  residenceTitle: {
    description: 'Residence document and the access to the labour market that it gives.',
    table: 'directory.residence_title',
    key: ['validFrom'],
    fields: {
      cardType: optional(text(100, 'Kind of residence card.')),
      labourMarketAccess: optional(choice(LabourMarketAccess, 'directory.labour_market_access', 'Access to the labour market.')),
      asylumState: optional(text(100, 'State of the asylum procedure.')),
      validFrom: day('First day of the title.'),
      validUntil: optional(day('Expiry of the title; absent when unlimited.')),
      endUnknown: defaulted(flag('Whether the source does not say until when; the title is then not unlimited.'), false),
    },
  },
  consent: {
    description:
      'Dated consent or request of the person, to one organisation for one group of facts. An ended consent stays ended; send a new record for a new consent.',
    table: 'directory.consent',
    key: ['organisation', 'group', 'purpose', 'recipient', 'validFrom'],
    undated: true,
    fields: {
      organisation: organisation('KBO number of the organisation to which the person agreed. The consent opens for no other.'),
      group: { ...choice(Object.keys(CONSENT_GROUPS), 'text', 'Group of facts to which the person agreed.'), column: 'fact_group' },
      purpose: choice(PURPOSES, 'text', 'Purpose to which the person agreed.'),
      recipient: choice(RECIPIENTS, 'text', 'Recipient group to which the person agreed.'),
      givenHow: text(100, 'Way in which it was given: in writing, at the desk, through a portal.'),
      validFrom: day('First day of the consent.'),
      validUntil: until,
    },
  },
})

/** Two numbers are one person; nothing else is said. */
export const REPLACEMENT: RecordType = {
  name: 'replacement',
  domain: 'DIRECTORY',
  description: 'An INSZ that replaces others of the same person.',
  table: 'directory.person_number',
  key: [],
  fields: {},
  line: z
    .strictObject({ record: z.literal('replacement'), insz: InszText, replaces: Replaces.unwrap().min(1) })
    .describe('An INSZ that replaces others of the same person.') as unknown as z.ZodType<Line>,
}

/** Ends the source of a person's identity that no register has given. */
export const MENTION = ' (mention)'

/**
 * What other sources than a register mention about a person in passing (a KBI dossier, a declaration of employment). It counts
 * only until a register or the person's own contact data speak. Not records of their own in deliveries.
 */
export const MENTIONS = declareRecords('DIRECTORY', {
  personMention: {
    description: 'Identity of a person, as known to a source other than a register.',
    table: 'directory.person',
    key: [],
    ofPerson: { source: 'source', asOf: 'as_of', only: 'MENTION' },
    fields: identity,
  },
  contactMention: {
    description: 'Contact language, as recorded in a dossier.',
    table: 'directory.person',
    key: [],
    ofPerson: { source: null, asOf: 'contact_as_of', only: 'MENTION' },
    fields: { contactLanguage: language('Contact language.') },
  },
})

/** Answers of a register that give some groups of data only: what is absent was not asked for. Not records of their own in deliveries. */
export const PARTS = declareRecords('DIRECTORY', {
  personPart: {
    description: 'Part of the identity of a person in an authentic register. Absent fields stay as they are.',
    table: 'directory.person',
    key: [],
    ofPerson: { source: 'source', asOf: 'as_of', only: 'PART' },
    fields: { ...identity, ...registered },
  },
})
