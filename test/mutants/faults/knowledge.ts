// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what nobody knows is told as "no". */
import { type Mutant, mutant } from '../mutant.ts'

const SQL = 'src/query/fact-sql.ts'

export const KNOWLEDGE: readonly Mutant[] = [
  mutant(
    'coverage-ignored',
    'what no source covers is "no"',
    SQL,
    'when ${covered} is not null then false',
    'when ${covered} is not null or true then false',
  ),
  mutant(
    'coverage-of-anybody',
    "another person's coverage counts",
    SQL,
    'where covered.person_id = ${person}',
    'where ${person} is not null',
  ),
]
