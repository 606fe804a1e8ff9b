/** Purposes for which the hub may be asked. One per request, declared by the caller and granted to its token. */
export const PURPOSES = ['REFERRAL', 'INCENTIVE_DECISION', 'TRAJECTORY_FOLLOW_UP', 'MATCHING', 'STATISTICS', 'AUDIT', 'OWN_DATA'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Purpose in plain words, for the register and for people who ask who used their data. */
export const PURPOSE_LABELS: Record<Purpose, { nl: string; en: string }> = {
  REFERRAL: { nl: 'doorverwijzen naar een dienst', en: 'referral to a service' },
  INCENTIVE_DECISION: { nl: 'beslissen over een stimulans of vrijstelling', en: 'decision on an incentive or exemption' },
  TRAJECTORY_FOLLOW_UP: { nl: 'opvolgen van het traject', en: 'follow-up of the trajectory' },
  MATCHING: { nl: 'bemiddelen naar werk of opleiding', en: 'matching with work or training' },
  STATISTICS: { nl: 'statistiek zonder persoonsgegevens', en: 'statistics without personal data' },
  AUDIT: { nl: 'toezicht op het gebruik van gegevens', en: 'supervision of data use' },
  OWN_DATA: { nl: 'inzage in de eigen gegevens', en: 'access to own data' },
}

export function isPurpose(value: unknown): value is Purpose {
  return PURPOSES.some((purpose) => purpose === value)
}
