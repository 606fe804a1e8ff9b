/** Code lists of the integration dossier. Values are those of the database, so a column answers them as they are. */
import type { DomainBuilder } from '../../../graphql/schema/builder.ts'
import { hubExtension } from '../../../query/declare.ts'

function addStatusEnums({ builder }: DomainBuilder) {
  const TargetGroupType = builder.enumType('TargetGroupType', {
    description: 'Position in the target group of the integration decree.',
    values: {
      OBLIGED: { description: 'Obliged to follow a trajectory (verplichte inburgeraar).' },
      ENTITLED: { description: 'Entitled but not obliged (rechthebbende inburgeraar).' },
      MINOR: { description: 'Minor newcomer (minderjarige), who follows a separate path.' },
    },
  })
  const TrajectoryKind = builder.enumType('TrajectoryKind', {
    description: 'Kind of trajectory.',
    values: {
      OBLIGED: { description: 'Integration trajectory of an obliged person (TT_IBVP).' },
      ENTITLED: { description: 'Integration trajectory of an entitled person (TT_IBRH).' },
      DUTCH_ONLY: { description: 'Dutch without an integration trajectory (TT_NT2).' },
      GUIDANCE: { description: 'Guidance only (TT_IBGD).' },
    },
  })
  const TrajectoryStatus = builder.enumType('TrajectoryStatus', {
    description: 'Status of a trajectory.',
    values: {
      ACTIVE: { description: 'Under way.' },
      ON_HOLD: { description: 'Suspended for a time; the reason is not shared.' },
      ENDED: { description: 'Ended, completed or not.' },
    },
  })
  const ContractRegime = builder.enumType('ContractRegime', {
    description: 'Rules in force when the contract was signed.',
    values: {
      BEFORE_MARCH_2022: { description: 'Signed before 1 March 2022.' },
      SINCE_MARCH_2022: { description: 'Signed from 1 March 2022: four parts and standard tests.' },
      SINCE_SEPTEMBER_2023: { description: 'Signed from 1 September 2023: with a fee for courses and tests.' },
    },
  })
  return { TargetGroupType, TrajectoryKind, TrajectoryStatus, ContractRegime }
}

function addLanguageEnums({ builder }: DomainBuilder) {
  const LanguageMode = builder.enumType('LanguageMode', {
    description: 'Mode of language use in which levels are reached.',
    values: {
      ORAL: { description: 'Listening and speaking (mondeling).' },
      WRITTEN: { description: 'Reading and writing (schriftelijk).' },
    },
  })
  const CefrLevel = builder.enumType('CefrLevel', {
    description: 'Level of the Common European Framework of Reference (ERK).',
    values: {
      A0: { description: 'Below A1.' },
      A1: { description: 'Breakthrough (richtgraad 1.1).' },
      A2: { description: 'Waystage (richtgraad 1.2).' },
      B1: { description: 'Threshold (richtgraad 2).' },
      B2: { description: 'Vantage (richtgraad 3).' },
      C1: { description: 'Effective proficiency.' },
      C2: { description: 'Mastery.' },
    },
  })
  const OralLevelBand = builder.enumType('OralLevelBand', {
    description: 'Oral level of Dutch, only as detailed as matching requires.',
    values: {
      A1: { description: 'A1 is proven, A2 is not.' },
      A2: { description: 'A2 is proven, B1 is not.' },
      B1_PLUS: { description: 'B1 or higher is proven.' },
    },
  })
  const OralGoal = builder.enumType('OralGoal', {
    description:
      'Oral level of Dutch that a contract may check. Each level is granted separately: checking several of them would reveal the exact level.',
    extensions: hubExtension({ grantedByValue: true }),
    values: {
      A1: { description: 'A1 or higher.' },
      A2: { description: 'A2 or higher: the level of the certificate and of social housing.' },
      B1: { description: 'B1 or higher: the level that an obliged person must prove within 24 months after the certificate.' },
      B2: { description: 'B2 or higher.' },
    },
  })
  return { LanguageMode, CefrLevel, OralLevelBand, OralGoal }
}

const DAYS = { MON: 'Monday', TUE: 'Tuesday', WED: 'Wednesday', THU: 'Thursday', FRI: 'Friday', SAT: 'Saturday', SUN: 'Sunday' }
const PARTS = { AM: 'morning', PM: 'afternoon', EVE: 'evening' }

/** Values as MON_AM … SUN_EVE. */
function dayparts(): Record<string, { description: string }> {
  const all = Object.entries(DAYS).flatMap(([day, dayName]) =>
    Object.entries(PARTS).map(([part, partName]) => [`${day}_${part}`, { description: `${dayName} ${partName}.` }] as const),
  )
  return Object.fromEntries(all)
}

function addTimeAndMoneyEnums({ builder }: DomainBuilder) {
  const Daypart = builder.enumType('Daypart', { description: 'Half day or evening of the week (dagdeel).', values: dayparts() })
  const WeeklyHoursBand = builder.enumType('WeeklyHoursBand', {
    description: 'Hours a week, in bands.',
    values: {
      LT10: { description: 'Fewer than 10 hours.' },
      FROM_10_TO_20: { description: 'From 10 to fewer than 20 hours.' },
      GE20: { description: '20 hours or more.' },
    },
  })
  const FullTimeShare = builder.enumType('FullTimeShare', {
    description: 'Share of a full-time week, relative to the threshold for childcare priority.',
    values: {
      LT_4_5: { description: 'Less than four fifths.' },
      GE_4_5: { description: 'Four fifths or more.' },
    },
  })
  const CertificateKind = builder.enumType('CertificateKind', {
    description: 'Kind of document at the end of a trajectory.',
    values: {
      INTEGRATION: { description: 'Integration certificate (attest van inburgering).' },
      EFFORT_STATEMENT: { description: 'Statement of effort (verklaring van geleverde inspanningen).' },
    },
  })
  const FeeExemptionGround = builder.enumType('FeeExemptionGround', {
    description: 'Class of grounds on which a fee is waived.',
    values: {
      INCOME_SUPPORT: { description: 'Income support, for example a living wage.' },
      JOBSEEKER_OBLIGED: { description: 'Jobseeker who is obliged to register.' },
      OTHER: { description: 'Any other ground.' },
      NONE: { description: 'Not waived.' },
    },
  })
  return { Daypart, WeeklyHoursBand, FullTimeShare, CertificateKind, FeeExemptionGround }
}

export function addIntegrationEnums(domain: DomainBuilder) {
  return { ...addStatusEnums(domain), ...addLanguageEnums(domain), ...addTimeAndMoneyEnums(domain) }
}

export type IntegrationEnums = ReturnType<typeof addIntegrationEnums>
