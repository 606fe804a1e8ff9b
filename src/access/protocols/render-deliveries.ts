/** Register of delivery protocols in plain Dutch and English, and who delivers what in one table; rendered from the files. */
import { ABOUT, type DelivererGroup, type DeliveryProtocol, SOURCES } from './delivery-protocol.ts'
import type { DeclaredRecord } from './delivery-register.ts'
import { renderBasis } from './render-register.ts'

/** Markdown of the delivery protocols, in the order of their ids. */
export function renderDeliveryRegister(protocols: readonly DeliveryProtocol[]): string {
  return [
    '# Wie levert wat aan · Who delivers what',
    '',
    'Dit document wordt gemaakt uit de bestanden in deze map. Pas het niet met de hand aan (`npm run generate`). Wat hier niet staat, wordt geweigerd. Een protocol met status *draft* geldt niet in productie.',
    '',
    'This document is rendered from the files in this folder. Do not edit it by hand (`npm run generate`). What is not listed here is refused. A protocol with status *draft* is not loaded in production.',
    '',
    ...byId(protocols).flatMap(renderProtocol),
  ].join('\n')
}

const byId = (protocols: readonly DeliveryProtocol[]) => [...protocols].sort((a, b) => (a.id < b.id ? -1 : 1))

function renderProtocol({ id, version, status, title, deliverer, legalBasis, inForce, delivers, notes }: DeliveryProtocol): string[] {
  return [
    `## ${id}`,
    '',
    `**${title.nl}** · ${title.en}`,
    '',
    ...(notes === undefined ? [] : [notes.nl.trim(), '', notes.en.trim(), '']),
    '| | |',
    '|---|---|',
    `| Versie · Version | ${version}, ${inForce.from} – ${inForce.until ?? '…'}, ${status} |`,
    `| Aanleveraar · Deliverer | ${deliverer} |`,
    `| Rechtsgrond · Legal basis | ${renderBasis(legalBasis)} |`,
    '',
    '| Domein · Domain | Recordtypes · Record types | Over · About | Bron · Source |',
    '|---|---|---|---|',
    ...delivers.map(
      ({ owner, records, about, source }) =>
        `| ${owner} | ${records.map((name) => `\`${name}\``).join(', ')} | ${ABOUT[about].nl} · ${ABOUT[about].en} | ${SOURCES[source].nl} · ${SOURCES[source].en} |`,
    ),
    '',
  ]
}

/** Tab-separated text: one line per record type, so that a change of one grant is one changed line. */
export function renderDeliveryMatrix(protocols: readonly DeliveryProtocol[], records: readonly DeclaredRecord[]): string {
  const groups = [...new Set(protocols.map(({ deliverer }) => deliverer))].sort()
  const lines = [...records]
    .sort((a, b) => (`${a.domain} ${a.name}` < `${b.domain} ${b.name}` ? -1 : 1))
    .map(({ domain, name }) => [domain, name, ...groups.map((group) => cellOf(protocols, group, name))])
  return `${[['domain', 'record', ...groups], ...lines].map((line) => line.join('\t')).join('\n')}\n`
}

function cellOf(protocols: readonly DeliveryProtocol[], group: DelivererGroup, record: string): string {
  const about = protocols
    .filter(({ deliverer }) => deliverer === group)
    .flatMap(({ delivers }) => delivers.filter(({ records }) => records.includes(record)).map((grant) => grant.about))
  return [...new Set(about)].join(' or ') || '-'
}
