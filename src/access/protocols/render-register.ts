/** Register of protocols in plain Dutch and English, rendered from the files: what a citizen or a lawyer reads. */

import { PURPOSE_LABELS } from '../../base/purpose.ts'
import { type Conditions, conditionOf } from './condition.ts'
import type { Protocol } from './protocol.ts'

/** Markdown of the whole register, in the order of the protocol ids. */
export function renderRegister(protocols: readonly Protocol[], conditions: Conditions): string {
  const sorted = [...protocols].sort((a, b) => (a.id < b.id ? -1 : 1))
  return [
    '# Register van protocollen · Register of protocols',
    '',
    'Dit document wordt gemaakt uit de bestanden in deze map. Pas het niet met de hand aan (`npm run generate`). Een protocol met status *draft* geldt niet in productie.',
    '',
    'This document is rendered from the files in this folder. Do not edit it by hand (`npm run generate`). A protocol with status *draft* is not loaded in production.',
    '',
    '| Protocol | Ontvanger · Recipient | Doel · Purpose | Status |',
    '|---|---|---|---|',
    ...sorted.map(
      (protocol) => `| [${protocol.id}](#${protocol.id}) | ${protocol.recipient} | ${protocol.purposes.join(', ')} | ${protocol.status} |`,
    ),
    '',
    ...sorted.flatMap((protocol) => renderProtocol(protocol, conditions)),
  ].join('\n')
}

function renderProtocol(protocol: Protocol, conditions: Conditions): string[] {
  const { id, version, title, recipient, purposes, legalBasis, inForce, retention, scope, operations, notes } = protocol
  const until = inForce.until ?? '…'
  return [
    `## ${id}`,
    '',
    `**${title.nl}** · ${title.en}`,
    '',
    ...(notes === undefined ? [] : [notes.nl.trim(), '', notes.en.trim(), '']),
    '| | |',
    '|---|---|',
    `| Versie · Version | ${version}, ${inForce.from} – ${until}, ${protocol.status} |`,
    `| Ontvanger · Recipient | ${recipient} |`,
    `| Doel · Purpose | ${purposes.map((purpose) => `${PURPOSE_LABELS[purpose].nl} · ${PURPOSE_LABELS[purpose].en}`).join('; ')} |`,
    `| Rechtsgrond · Legal basis | ${renderBasis(legalBasis)} |`,
    `| Hoedanigheden · Capacities | ${scope.capacities.join(', ') || '–'} |`,
    `| Bewaartermijn van het bewijs · Evidence kept for | ${retention.days} dagen · days |`,
    `| Bewerkingen · Operations | ${operations.map((name) => `\`${name}\``).join(', ')} |`,
    '',
    ...protocol.discloses.flatMap((disclosure) => renderDisclosure(disclosure, conditions)),
    '',
  ]
}

/** Legal text of an agreement, with its address when it has one. */
export function renderBasis(basis: Protocol['legalBasis']): string {
  if (basis === undefined) return '–'
  return basis.url === undefined ? basis.reference : `[${basis.reference}](${basis.url})`
}

type Disclosure = Protocol['discloses'][number]

function renderDisclosure(disclosure: Disclosure, conditions: Conditions): string[] {
  const all = 'alle gegevens van deze eigenaar · all data of this owner'
  const always = disclosure.fields === 'all' ? [all] : renderFields(disclosure.fields)
  const lines = [...always, ...renderConditional(disclosure.conditional, conditions)].map((line) => `- ${line}`)
  return [...(lines.length === 0 ? [] : [`Door · By ${disclosure.owner}:`, '', ...lines, '']), ...renderAssessed(disclosure, conditions)]
}

/** What counts inside an outcome, which is all that the recipient gets of it. */
function renderAssessed({ owner, assesses }: Disclosure, conditions: Conditions): string[] {
  if (assesses === undefined) return []
  const lines = [...renderFields(assesses.fields), ...renderConditional(assesses.conditional, conditions)]
  const title = `Door · By ${owner}, enkel om een beoordeling te berekenen; de ontvanger ziet de waarden niet · only to compute an assessment; the recipient does not see the values:`
  return [title, '', ...lines.map((line) => `- ${line}`), '']
}

function renderConditional(conditional: Disclosure['conditional'], conditions: Conditions): string[] {
  return conditional.flatMap(({ when, fields }) => {
    const nl = when.map((condition) => conditionOf(conditions, condition).nl).join(' of ')
    const en = when.map((condition) => conditionOf(conditions, condition).en).join(' or ')
    return renderFields(fields).map((line) => `${line} — *${nl} · ${en}*`)
  })
}

function renderFields(fields: Record<string, string[]> | undefined): string[] {
  return Object.entries(fields ?? {}).map(([type, names]) => `${type}: ${names.map((name) => `\`${name}\``).join(', ')}`)
}
