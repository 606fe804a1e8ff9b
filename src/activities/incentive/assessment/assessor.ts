/** Desk of the incentives: assesses for a caller what its group grants, for the purpose of its contract. */
import type { Contract } from '../../../access/protocols/contract.ts'
import { Forbidden, InvalidInput } from '../../../base/faults.ts'
import type { Withheld } from '../../../query/reader.ts'
import { type Catalogue, type CompiledIncentive, compiledRuleOn } from '../catalogue/compiled-catalogue.ts'
import { type Assessment, createPersonJudge } from './assess-persons.ts'
import type { FactQuestion, ReadFacts } from './read-facts.ts'

/** Who asks, and under which contract. @property human whether a person uses the application now. */
export type AssessmentCaller = { contract: Contract; human: boolean; run: Omit<FactQuestion['run'], 'factsOn'> }

/** @property asOf day to look at (YYYY-MM-DD); null: today. */
export type AssessmentRequest = { incentive: string; ids: readonly string[]; asOf: string | null }

/** Assessments in the order of the ids; null in the place of nobody in the caller's scope. */
export type AssessmentResult = { assessments: readonly (Assessment | null)[]; withheld: readonly Withheld[] }

export type Assessor = {
  catalogue: Catalogue
  /** Incentives that a contract decides on, in the order of their codes. */
  grantedUnder(contract: Pick<Contract, 'recipient' | 'purpose'>): CompiledIncentive[]
  /** @throws InvalidInput when the incentive is none of the caller's, or the day cannot be looked at. */
  assess(asker: AssessmentCaller, asked: AssessmentRequest): Promise<AssessmentResult>
  /** Looks at the day of an assessment that is kept, however long ago. All null when the rule does not hold on it any more. */
  assessOn(
    asker: AssessmentCaller,
    asked: { incentive: string; ids: readonly string[]; day: string },
  ): Promise<readonly (Assessment | null)[]>
}

const NOT_GRANTED = 'Argument "incentive" is not an incentive that the caller\'s group grants for this purpose: see the field "incentives".'

export function createAssessor(catalogue: Catalogue, readFacts: ReadFacts): Assessor {
  const all = [...catalogue.incentives.values()].sort((a, b) => Number(a.file.code.slice(1)) - Number(b.file.code.slice(1)))
  const grantedUnder: Assessor['grantedUnder'] = ({ recipient, purpose }) =>
    all.filter(({ file }) => file.grantedBy === recipient && file.purpose === purpose)
  const find = (contract: Contract, id: string) => grantedUnder(contract).find(({ file }) => file.id === id)

  async function judge(
    asker: AssessmentCaller,
    incentive: CompiledIncentive,
    ids: readonly string[],
    day: string,
  ): Promise<AssessmentResult> {
    const version = compiledRuleOn(incentive, day)
    if (version === undefined) return { assessments: ids.map(() => null), withheld: [] }
    const { contract, run } = asker
    // The catalogue was checked against the protocols; a protocol can still have ended since the hub started.
    if (contract.assessing === null) throw new Forbidden('FORBIDDEN', 'No protocol in force allows this contract to make assessments.')
    const read = await readFacts({ contract: contract.assessing, version, ids, run: { ...run, factsOn: day } })
    const judgePerson = createPersonJudge(incentive, version, day)
    const assessments = read.persons.map((row, index) => (row === null ? null : judgePerson(ids[index] ?? '', row)))
    return { assessments, withheld: read.withheld }
  }

  return {
    catalogue,
    grantedUnder,
    assess: async (asker, { incentive: id, ids, asOf }) => {
      const incentive = find(asker.contract, id)
      if (incentive === undefined) throw new InvalidInput('BAD_USER_INPUT', NOT_GRANTED)
      const day = asOf ?? asker.run.today
      assertDay(incentive, day, asker.run.today)
      return await judge(asker, incentive, ids, day)
    },
    assessOn: async (asker, { incentive: id, ids, day }) => {
      const incentive = find(asker.contract, id)
      return incentive === undefined ? ids.map(() => null) : (await judge(asker, incentive, ids, day)).assessments
    },
  }
}

/** @throws InvalidInput when the day is not one that the rule may look at. */
function assertDay(incentive: CompiledIncentive, day: string, today: string): void {
  const version = compiledRuleOn(incentive, day)
  if (version === undefined)
    throw new InvalidInput('BAD_USER_INPUT', 'Argument "asOf": no version of this incentive is in force on that day.')
  const { lookBackDays } = version.version
  if (day <= today && daysBetween(day, today) <= lookBackDays) return
  const allowed = lookBackDays === 0 ? 'must be today' : `must be today or at most ${lookBackDays} days earlier`
  throw new InvalidInput('BAD_USER_INPUT', `Argument "asOf" ${allowed}: other days could reveal when a fact changed.`)
}

function daysBetween(from: string, until: string): number {
  return (Date.parse(until) - Date.parse(from)) / 86_400_000
}
