/** What worked once: each attack says of whom it learned something that it may not know. */
import type { CompiledIncentive } from '../../src/activities/incentive/catalogue/compiled-catalogue.ts'
import type { Asker, Desk, Shown } from './desk.ts'
import type { Truth } from './truth.ts'

type Told = readonly (Shown | null)[]

const groundOf = (shown: Shown | null | undefined) => shown?.reasons.find((reason) => reason.startsWith('EXEMPTION_GROUND:'))

/** Whoever has a ground without being registered with VDAB has one of the OCMW. */
export function groundWithoutRegistration(told: Told, truth: Truth): number {
  const registered = truth.get('Newcomer.jobseekerRegistered') ?? ''
  return told.filter((shown, place) => groundOf(shown) === 'EXEMPTION_GROUND:MET' && registered[place] !== '1').length
}

/** Whether there is a ground, of whoever is not known to be in the target group: by the reason, or by an outcome that depends on it. */
export function groundOfOthers(told: Told, truth: Truth): number {
  const member = truth.get('Newcomer.targetGroupMember') ?? ''
  const outcomes = (value: string) => new Set(told.filter((_shown, place) => member[place] === value).map((shown) => shown?.outcome)).size
  const tellsByOutcome = outcomes('?') > 1 ? 1 : 0
  return told.filter((shown, place) => member[place] !== '1' && groundOf(shown) !== undefined).length + tellsByOutcome
}

/** A day of a concept of several owners is that of one of them. */
export function daysOfConcepts(told: Told): number {
  return told.filter((shown) => shown?.facts.some(({ name, asOf }) => name === 'exemptionGround' && asOf !== null)).length
}

/** Persons whose outcome was another on an earlier day, by asking as of each: of rules that read what is not the asker's own. */
export async function changesLookedBackAt(
  desk: Desk,
  asker: Asker,
  incentive: CompiledIncentive,
  ids: readonly string[],
  day: string,
  earlier: readonly string[],
): Promise<number> {
  const changed = new Set<number>()
  const now = await desk.assess(asker, incentive, ids, day)
  for (const asOf of earlier) {
    const then = await desk.assess(asker, incentive, ids, day, asOf)
    for (const [place, shown] of (then ?? []).entries()) if (shown?.outcome !== now?.[place]?.outcome) changed.add(place)
  }
  return changed.size
}
