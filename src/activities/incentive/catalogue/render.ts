/** Guide to the catalogue (docs/incentives.md): who grants what, on which facts, on which legal basis. For people who read no YAML. */

import type { Catalogue, CompiledIncentive, CompiledRule } from './compiled-catalogue.ts'
import type { RuleVersion, Text } from './incentive-file.ts'
import type { Telling } from './telling.ts'

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
  'Dit document wordt gemaakt uit `incentives/*.yaml`. Pas het niet met de hand aan (`npm run generate`). Een versie met status *draft* geldt niet in productie.',
  '',
  'This document is rendered from `incentives/*.yaml`. Do not edit it by hand (`npm run generate`). A version with status *draft* is not loaded in production.',
  '',
  "The terms follow CCCEV 2.1 and CPSV-AP: an incentive is a *public service* with an *output*, its rule is a *criterion* with *requirements*, a fact is an *information concept*, and the owner's answer is *evidence*.",
  '',
  '- The outcome of an assessment is ELIGIBLE, PARTIALLY_ELIGIBLE, NOT_ELIGIBLE or UNKNOWN. It is advice: a person decides, and confirms the facts that no register holds.',
  '- A fact that is missing, withheld or too old does not count as false. The hub evaluates the rule for every possible value of that fact; the outcome is known only when all results agree.',
  '- The consumer gets the outcome, the requirements in their order up to the first that is unmet, and the names and days of the facts that these read, but never their values.',
  "- A requirement that reads facts of other domains than the granting organisation's is judged only of persons who meet all requirements before it. Until then the outcome does not depend on it.",
  '- Facts that share a concept are shown as one, without a day, so that nobody can see which of them counted.',
  '- What an outcome reveals about facts that its recipient does not see is listed per version, with the reason. The hub computes it, over all cases and all purposes of the recipient. It does not start with a rule that reveals something else, or something that the recipient could derive only together with what it sees for another purpose.',
  '- A rule looks back to earlier days only when it reads nothing but facts of which the granting organisation sees the days. Otherwise an assessment is opened on the day that counts.',
  '- A rule may not read residence titles, nationality, country of birth, sex, languages, or the hours and kind of volunteering. The hub does not start with such a rule.',
  '',
  'To change a rule, add a version with its first day and end the previous version. `npm run hub -- incentives check` reports problems with file, line and remedy. Past decisions keep the rule on which they were based.',
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
    ...version.requirements.flatMap(({ code, condition, explain, partly }) => [
      `| \`${code}\`: ${both(explain.met)} | \`${condition.replaceAll('|', '\\|')}\` |`,
      ...(partly === undefined
        ? []
        : [`| \`${code}\`, gedeeltelijk · in part: ${both(partly.explain)} | \`${partly.condition.replaceAll('|', '\\|')}\` |`]),
    ]),
    '',
    '| Feit · Information concept | Coördinaat · Coordinate | Bron · Evidence from | Geldig · Fresh for |',
    '|---|---|---|---|',
    ...facts.map(({ name, entry, source }) => {
      const shown = entry.shownAs === undefined ? '' : ` (getoond als · shown as *${both(concepts[entry.shownAs] ?? entry.label)}*)`
      const given = Object.values(entry.arguments).join(', ')
      return `| \`${name}\`: ${both(entry.label)}${shown} | \`${entry.coordinate}\`${given === '' ? '' : ` (${given})`} | ${source ?? '–'} | ${entry.freshDays} d |`
    }),
    '',
    ...renderTells(version, new Map(facts.map(({ name, entry }) => [name, entry.label]))),
    ...renderDecidedPer(version),
    'Een persoon bevestigt · A person confirms:',
    '',
    ...version.confirm.map(({ code, text }) => `- \`${code}\`: ${both(text)}`),
    '',
  ]
}

const DECIDED_PER: Record<RuleVersion['oneDecisionPer'], Text> = {
  PERSON: { nl: 'Er is één beslissing van kracht per persoon.', en: 'One decision per person is in force.' },
  ITEM: { nl: 'Er is één beslissing van kracht per persoon en onderdeel:', en: 'One decision per person and item is in force:' },
  MONTH: {
    nl: 'Er is één beslissing van kracht per persoon en maand van de beoordeling.',
    en: 'One decision per person and month of the reference date is in force.',
  },
}

/** Of which decisions one is in force. */
function renderDecidedPer({ oneDecisionPer, items }: RuleVersion): string[] {
  const listed = items.map(({ code, text }) => `- \`${code}\`: ${both(text)}`)
  return [both(DECIDED_PER[oneDecisionPer]), '', ...listed, ...(items.length === 0 ? [] : [''])]
}

/** What a lawyer decides on: what the outcome tells of facts that the recipient does not see. */
function renderTells({ reveals }: RuleVersion, labels: ReadonlyMap<string, Text>): string[] {
  if (reveals.length === 0)
    return [
      'De uitkomst toont niets over feiten die de ontvanger niet ziet · The outcome reveals nothing about facts that the recipient does not see.',
      '',
    ]
  return [
    '| De uitkomst toont · The outcome reveals | Waarom · Why |',
    '|---|---|',
    ...reveals.flatMap(({ facts, are, why }) => {
      const named = facts.map((name) => labels.get(name) ?? { nl: name, en: name })
      return are.map((each) => `| ${both(TELLING_TEXT[each](named))} | ${both(why)} |`)
    }),
    '',
  ]
}

const joined = (named: readonly Text[], language: keyof Text, word: string) => named.map((text) => text[language]).join(` ${word} `)

const TELLING_TEXT: Record<Telling['are'], (named: readonly Text[]) => Text> = {
  YES: (named) => ({
    nl: named.length === 1 ? `dat het zo is: ${named[0]?.nl}` : `dat er minstens één is, niet welke: ${joined(named, 'nl', 'of')}`,
    en: named.length === 1 ? `that it is so: ${named[0]?.en}` : `that there is at least one, not which: ${joined(named, 'en', 'or')}`,
  }),
  NO: (named) => ({
    nl: named.length === 1 ? `dat het niet zo is: ${named[0]?.nl}` : `dat er geen is: ${joined(named, 'nl', 'of')}`,
    en: named.length === 1 ? `that it is not so: ${named[0]?.en}` : `that there is none: ${joined(named, 'en', 'or')}`,
  }),
  VALUE: (named) => ({ nl: `een waarde: ${joined(named, 'nl', 'en')}`, en: `a value: ${joined(named, 'en', 'and')}` }),
}
