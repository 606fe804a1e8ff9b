/** What the sources of a domain cover about a person whom they know. */
import type { Life } from './life.ts'

/** Every record type that a "no" of a fact takes (test/facts.test.ts). */
export const COVERED = {
  integration: ['contract', 'trajectory', 'socialOrientation', 'dutchCourse', 'dutchLevel', 'certificate'],
  work: ['jobseekerRegistration', 'benefitRight', 'employment', 'vocationalTraining'],
  local: ['livingWage', 'gpmi', 'gpmiObjective', 'article60Contract', 'socialTenancy'],
} as const

/** The domain has word of the person, and covers it since the person came. */
export function emitCoverage(life: Life, domain: keyof typeof COVERED): void {
  for (const record_type of COVERED[domain]) life.emit(`${domain}.coverage`, { record_type, valid_from: life.arrivedOn, valid_until: null })
  life.emit(`${domain}.dossier`, {})
}
