/** Releases in lines for a terminal: what was made, what stays visible, what it cost. */
import type { LevelUtility } from '../disclosure/table.ts'
import type { ReleaseOutcome } from './job.ts'
import type { Definition, ReleaseContent } from './release.ts'
import type { StoredRelease } from './store.ts'

/** Lines about one table of a run. */
export function renderOutcome(outcome: ReleaseOutcome): string {
  const { counting, protecting, storing } = outcome.seconds
  const total = counting + protecting + storing
  const cost = `  counted in ${counting.toFixed(2)} s, protected and audited in ${protecting.toFixed(2)} s, stored in ${storing.toFixed(2)} s: ${(total / counting).toFixed(1)} times the plain count`
  if (outcome.status === 'EMPTY') return `${outcome.table}: nothing to count in this period`
  if (outcome.status === 'REFUSED')
    return `${outcome.table}: not stored, because ${outcome.failures.length} figures would be too narrow\n${outcome.failures
      .slice(0, 10)
      .map(({ at, measure, demanded }) => `  ${measure} at ${at.join(', ')}: interval narrower than ${demanded}`)
      .join('\n')}\n${cost}`
  const { content, version, status } = outcome
  const suppressed = content.figures.filter(({ value }) => value === null).length
  return [
    `${content.table} ${content.period}, version ${version}${status === 'UNCHANGED' ? ' (unchanged)' : ''}, as of ${content.asOf}: ${content.figures.length} figures, ${suppressed} suppressed`,
    ...renderProof(content),
    cost,
  ].join('\n')
}

/** Lines about one stored release. */
export function renderRelease(release: StoredRelease): string {
  const { table, period, version, asOf, digest, reason } = release
  const head = `${table} ${period}, version ${version}, as of ${asOf}, sha256 ${digest.slice(0, 16)}${reason === null ? '' : `: ${reason}`}`
  return [head, ...renderProof(release)].join('\n')
}

function renderProof({
  method,
  audit,
  utility,
  definition,
}: Pick<ReleaseContent, 'method' | 'audit' | 'utility' | 'definition'>): string[] {
  const narrowest = audit.narrowest === null ? 'no suppressed counts' : `narrowest interval ${audit.narrowest}`
  return [
    `  ${method.method}; ${audit.hidden} hidden quantities, ${narrowest}`,
    `  persons in published counts: ${renderUtility(utility, definition)}`,
  ]
}

function renderUtility(utility: readonly LevelUtility[], { dimensions }: Definition): string {
  const named = utility.flatMap(({ dimension, depth, personShare, cells }) => {
    const level = dimensions.find(({ name }) => name === dimension)?.levels[depth]
    return depth === 0 || cells === 0 || level === undefined ? [] : [`${level.title.en.toLowerCase()} ${(100 * personShare).toFixed(1)} %`]
  })
  return named.join(', ')
}
