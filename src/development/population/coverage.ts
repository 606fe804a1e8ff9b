/** What the sources of a domain cover about a person whom they know: every record type that a "no" of its facts takes. */
import * as certificate from '../../domains/integration/facts/certificate.ts'
import * as dutch from '../../domains/integration/facts/dutch.ts'
import * as targetGroup from '../../domains/integration/facts/target-group.ts'
import * as trajectory from '../../domains/integration/facts/trajectory.ts'
import * as local from '../../domains/local/facts.ts'
import * as work from '../../domains/work/facts.ts'
import type { Fact } from '../../query/declare.ts'
import { recordTypeOf } from '../../query/fact-sql.ts'
import type { Life } from './life.ts'

const MODULES: readonly object[] = [certificate, dutch, targetGroup, trajectory, local, work]
const DENIED_BY = [...new Set(MODULES.flatMap((module) => Object.values(module).flatMap((one: Partial<Fact>) => one.deniedBy ?? [])))]

const typesOf = (domain: string) => DENIED_BY.filter((table) => table.startsWith(`${domain}.`)).map(recordTypeOf)
const TYPES = { integration: typesOf('integration'), work: typesOf('work'), local: typesOf('local') }

/** The domain has word of the person, and covers it since the person came. */
export function emitCoverage(life: Life, domain: keyof typeof TYPES): void {
  for (const record_type of TYPES[domain]) life.emit(`${domain}.coverage`, { record_type, valid_from: life.arrivedOn, valid_until: null })
  life.emit(`${domain}.dossier`, {})
}
