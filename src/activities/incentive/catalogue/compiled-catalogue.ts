/** Catalogue ready to assess: every rule compiled, its facts resolved, its judge remembering. */
import { createHash } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Assessable } from '../../../access/protocols/contract.ts'
import { includesDay } from '../../../base/period.ts'
import { checkCatalogue, readVocabulary } from './check-catalogue.ts'
import { compileRule, factsOf, type RequirementContent, requirementsOf, shownByOf } from './compile-rule.ts'
import type { FactFile } from './fact-file.ts'
import type { RuleFactType } from './fact-type.ts'
import type { IncentiveFile, RuleVersion, Text } from './incentive-file.ts'
import { CatalogueInvalid, type LoadedCatalogue } from './load-catalogue.ts'
import { type FactValue, type RuleVerdict, rememberVerdicts } from './rule.ts'

/** What recomputing a verdict takes, and nothing else: kept with everything that the rule decides. */
export type RuleContent = {
  facts: { name: string; values: readonly FactValue[] }[]
  requirements: RequirementContent[]
}

export type CompiledRule = {
  version: RuleVersion
  facts: readonly RuleFactType[]
  /** Names under which the facts of each requirement are shown, by its code. */
  shownBy: ReadonlyMap<string, ReadonlySet<string>>
  judge: (known: readonly (FactValue | null)[]) => RuleVerdict
  content: RuleContent
  /** SHA-256 of the incentive, the version and the content. */
  digest: Buffer
}

export type CompiledIncentive = { file: IncentiveFile; versions: readonly CompiledRule[] }

export type Catalogue = {
  incentives: ReadonlyMap<string, CompiledIncentive>
  /** Labels of concepts that several facts are shown as. */
  concepts: Readonly<Record<string, Text>>
}

/** @throws CatalogueInvalid with every problem at once. */
export function compileCatalogue(hub: GraphQLSchema, filed: LoadedCatalogue, grantable: readonly Assessable[]): Catalogue {
  const problems = checkCatalogue(hub, filed, grantable)
  if (problems.length > 0) throw new CatalogueInvalid(problems)
  const { vocabulary } = readVocabulary(hub, filed.facts)
  const incentives = filed.incentives.map(({ value }): [string, CompiledIncentive] => [
    value.id,
    { file: value, versions: value.versions.map((version) => readyVersion(value, version, vocabulary)) },
  ])
  return { incentives: new Map(incentives), concepts: filed.facts.value.concepts satisfies FactFile['concepts'] }
}

function readyVersion(file: IncentiveFile, version: RuleVersion, vocabulary: ReadonlyMap<string, RuleFactType>): CompiledRule {
  const facts = factsOf(version, vocabulary)
  const content = {
    facts: facts.map(({ name, values }) => ({ name, values })),
    requirements: requirementsOf(file, version, vocabulary),
  }
  return {
    version,
    facts,
    shownBy: shownByOf(version, vocabulary),
    judge: rememberVerdicts(compileRule(content, facts)),
    content,
    digest: createHash('sha256')
      .update(JSON.stringify([file.id, version.version, content]))
      .digest(),
  }
}

/** Version that holds on a day (YYYY-MM-DD); undefined when none does. */
export function compiledRuleOn({ versions }: CompiledIncentive, day: string): CompiledRule | undefined {
  return versions.find(({ version: { effective } }) => includesDay(effective, day))
}
