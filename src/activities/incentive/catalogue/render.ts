/** Guide to the catalogue (docs/incentives.md): who grants what, on which facts, on which legal basis. For people who read no YAML. */

import type { Catalogue, CompiledIncentive, CompiledRule } from './compiled-catalogue.ts'
import type { RuleVersion, Text } from './incentive-file.ts'

/** Markdown of the whole catalogue, by number. */
export function renderCatalogue({ incentives, concepts }: Catalogue): string {
  const sorted = [...incentives.values()].sort((a, b) => numberOf(a) - numberOf(b))
  return [
    ...INTRODUCTION,
    '| | Stimulans · Incentive | Toegekend door · Granted by | Status |',
    '|---|---|---|---|',
    ...sorted.map(
      ({ file }) =>
        `| ${file.code} | [${file.title.nl} · ${file.title.en}](#${file.id}) | ${file.grantedBy} | ${file.versions.map(statusOf).join(', ')} |`,
    ),
    '',
    ...sorted.flatMap((incentive) => renderIncentive(incentive, concepts)),
  ].join('\n')
}

const INTRODUCTION = [
  '# Stimulansen en burgerlijke effecten · Incentives and civil effects',
  '',
  'Gemaakt uit `incentives/*.yaml`; pas dit blad niet met de hand aan (`npm run generate`). Een versie met status *draft* laadt enkel buiten productie.',
  '',
  'Rendered from `incentives/*.yaml`; do not edit by hand (`npm run generate`). A version with status *draft* loads only outside production.',
  '',
  'Words follow CCCEV 2.1 and CPSV-AP: an incentive is a *public service* with an *output*, its rule is a *criterion* of *requirements*, a fact is an *information concept*, and the answer of its owner is *evidence*.',
  '',
  '- An assessment says ELIGIBLE, NOT_ELIGIBLE or UNKNOWN. It is advice: a person decides, and confirms what no register knows.',
  '- A fact that is missing, withheld or too old is not a no. The rule is judged for every value that it could have; only when all agree is the outcome known.',
  '- The one who asks gets the outcome, the requirements and the names and days of the facts, never their values.',
  '- Facts that share a concept are shown as one, so that nobody can tell which of them counted.',
  '- No rule reads residence titles, nationality, country of birth, sex, languages, or hours and kind of volunteering; the hub refuses to start with one.',
  '',
  'To change a rule, add a version with the day from which it holds and end the one before; `npm run hub -- incentives check` says what is wrong, with file, line and remedy. Past decisions keep the rule that they were taken on.',
  '',
]

const numberOf = ({ file }: CompiledIncentive) => Number(file.code.slice(1))
const both = ({ nl, en }: Text) => `${nl} · ${en}`
const statusOf = ({ version, status }: RuleVersion) => `${version} (${status})`

function renderIncentive({ file, versions }: CompiledIncentive, concepts: Catalogue['concepts']): string[] {
  return [
    `<a id="${file.id}"></a>`,
    '',
    `## ${file.code} ${file.title.nl} · ${file.title.en}`,
    '',
    '| | |',
    '|---|---|',
    `| Naam · Name | \`${file.id}\` |`,
    `| Toegekend door · Granted by | ${file.grantedBy}, ${file.purpose} |`,
    `| Mijlpaal · Milestone | ${both(file.milestone)} |`,
    `| Voordeel · Output | ${both(file.output)} |`,
    `| Niet nodig · Not needed | ${both(file.notNeeded)} |`,
    '',
    ...versions.flatMap((version) => renderVersion(version, concepts)),
  ]
}

function renderVersion({ version, facts }: CompiledRule, concepts: Catalogue['concepts']): string[] {
  const { legalBasis, effective } = version
  const basis = legalBasis?.url === undefined ? (legalBasis?.reference ?? '–') : `[${legalBasis.reference}](${legalBasis.url})`
  return [
    `### Versie · Version ${version.version}, ${effective.from} – ${effective.until ?? '…'}, ${version.status}`,
    '',
    `Rechtsgrond · Legal basis: ${basis}${legalBasis?.note === undefined ? '' : ` (${both(legalBasis.note)})`}`,
    '',
    ...(version.lookBackDays === 0
      ? []
      : [`Kan tot ${version.lookBackDays} dagen terugkijken · May look back ${version.lookBackDays} days.`, '']),
    '| Vereiste · Requirement | FEEL |',
    '|---|---|',
    ...version.requirements.map(
      ({ code, condition, explain }) => `| \`${code}\`: ${both(explain.met)} | \`${condition.replaceAll('|', '\\|')}\` |`,
    ),
    '',
    '| Feit · Information concept | Coördinaat · Coordinate | Woord van · Evidence of | Vers · Fresh |',
    '|---|---|---|---|',
    ...facts.map(({ name, entry, source }) => {
      const shown = entry.shownAs === undefined ? '' : ` (getoond als · shown as *${both(concepts[entry.shownAs] ?? entry.label)}*)`
      const given = Object.values(entry.arguments).join(', ')
      return `| \`${name}\`: ${both(entry.label)}${shown} | \`${entry.coordinate}\`${given === '' ? '' : ` (${given})`} | ${source ?? '–'} | ${entry.freshDays} d |`
    }),
    '',
    'Een persoon bevestigt · A person confirms:',
    '',
    ...version.confirm.map(({ code, text }) => `- \`${code}\`: ${both(text)}`),
    '',
  ]
}
