/**
 * Fact sheets (feitenfiches): facts about a person as they are on a day, worked out beforehand and kept in one row per person and domain.
 * A fact that rests on the person's rows and on nothing else but the day is the same whoever asks, so it is decided once instead of in every answer. Only a sheet of the day that is asked about counts: whatever its facts rest on takes it out of use when it
 * changes (triggers in prisma/first.sql), and then the fact is worked out as it is asked. Both ways give the same answer.
 */
import { dossierAsOf, type Expression, expression, type Fact, fact, type HubExtension, type Terms } from './declare.ts'

export type FactSheet = {
  /** One row per person: `person_id`, `day`, and a column per fact. */
  table: string
  /** Tables of other domains that its facts look at, as the facts themselves do. */
  restsAlsoOn: readonly string[]
  /** By the column that keeps them. */
  facts: Readonly<Record<string, Fact>>
}

/** How a domain's schema declares its facts: those on the sheet are read from it. */
export function factsOn(sheet: FactSheet): typeof fact {
  const columns = new Map(Object.entries(sheet.facts).map(([column, kept]) => [kept, column]))
  return (declared: Fact, more: Omit<HubExtension, 'read'> = {}) => {
    const column = columns.get(declared)
    return column === undefined ? fact(declared, more) : expression(fromSheet(sheet.table, column, declared), declared.description, more)
  }
}

function fromSheet(table: string, column: string, { value }: Fact): Expression {
  return (terms) => {
    const [day, kept] = [terms.onSheet?.(table, 'day'), terms.onSheet?.(table, column)]
    if (day === undefined || kept === undefined) return value(terms)
    return `case when ${day} = ${terms.today} then ${kept} else ${workedOut(value, terms)} end`
  }
}

/** A fact as it is worked out while it is asked: it looks up what it needs by itself, so that nothing is read for it when the sheet has it. */
export function workedOut(value: Expression, { person, today, organisation, arg }: Terms): string {
  const text = value({
    row: 'own',
    person,
    today,
    organisation,
    dossierAsOf: (dossiers) => dossierAsOf(dossiers, person),
    arg,
  })
  return /\bown\./.test(text) ? `(select ${text} from directory.person own where own.id = ${person})` : `(${text})`
}
