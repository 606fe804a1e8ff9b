/** Relationships as deliveries make them: periods that touch or overlap, of one organisation in one capacity, are one. */
import { type Period, together } from './day.ts'
import { columns, type Life, type Relationship } from './life.ts'

/** Writes the relationships gathered in a life. */
export function emitRelations(life: Life): void {
  const groups = Map.groupBy(life.relations, ({ organisationId, capacity }) => `${organisationId} ${capacity}`)
  for (const relations of groups.values()) {
    const [first] = relations
    if (first === undefined) continue
    for (const period of together(relations.map((relation) => relation.period))) emitRelation(life, first, period)
  }
}

function emitRelation(life: Life, { organisationId, sector, capacity, source }: Relationship, period: Period): void {
  const row = { organisation_id: organisationId, newcomer_id: life.pseudonyms[sector], evidence_ref: life.evidenceRef, capacity, source }
  life.emit('directory.relationship', { ...row, ...columns(period) })
}
