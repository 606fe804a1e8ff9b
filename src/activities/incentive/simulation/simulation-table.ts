/** What a rule would mean for everybody: a table of statistics, counted inside the database, in which no person appears. */
import { type GraphQLSchema, isObjectType } from 'graphql'
import { columnOf } from '../../../base/columns.ts'
import { type Expression, hubOf, type Terms } from '../../../query/declare.ts'
import type { CountSpec, DimensionSpec, StatisticsTable } from '../../statistics/tables/table.ts'
import { freshFrom } from '../assessment/freshness.ts'
import type { CompiledIncentive, CompiledRule } from '../catalogue/compiled-catalogue.ts'
import type { RuleFactType } from '../catalogue/fact-type.ts'
import { type FactValue, listWorlds } from '../catalogue/rule.ts'

type Parts = { hub: GraphQLSchema; place: DimensionSpec; incentive: CompiledIncentive; version: CompiledRule }

const count = (name: string, within: string | null, when: string, nl: string, en: string): CountSpec => ({
  name,
  kind: 'PERSONS',
  unit: 'PERSONS',
  within,
  when,
  title: { nl, en },
  definition: { nl: `${nl}.`, en: `${en}.` },
})

/** Every outcome tells of benefits or milestones, so the higher threshold holds for all cells. */
export function simulationTable({ hub, place, incentive: { file }, version }: Parts): StatisticsTable {
  return {
    name: `simulation_${file.id.replaceAll('-', '_')}`,
    title: { nl: `Simulatie: ${file.title.nl}`, en: `Simulation: ${file.title.en}` },
    definition: {
      nl: `Uitkomst van versie ${version.version.version} van de regel voor alle nieuwkomers op de teldag.`,
      en: `Outcome of version ${version.version.version} of the rule for all newcomers on the day of counting.`,
    },
    unit: 'PERSONS',
    sources: [...new Set(version.facts.flatMap(({ source }) => source ?? []))],
    sensitive: true,
    dimensions: [place],
    counts: [
      count('NEWCOMERS', null, 'true', 'Nieuwkomers', 'Newcomers'),
      count('ELIGIBLE', 'NEWCOMERS', "counted.outcome = 'ELIGIBLE'", 'Voldoet aan de regel', 'Meets the rule'),
      ...(version.version.requirements.some(({ partly }) => partly !== undefined)
        ? [
            count(
              'PARTIALLY_ELIGIBLE',
              'NEWCOMERS',
              "counted.outcome = 'PARTIALLY_ELIGIBLE'",
              'Voldoet gedeeltelijk',
              'Meets the rule in part',
            ),
          ]
        : []),
      count('UNKNOWN', 'NEWCOMERS', "counted.outcome = 'UNKNOWN'", 'Niet bekend', 'Unknown'),
    ],
    shares: [],
    quantiles: [],
    margins: [[{ dimension: 'place' }]],
    insiders: [],
    overlaps: false,
    rows: ({ on }) => rowsSql(hub, file.grantedBy, version, on),
  }
}

/** Facts have few values, so the rule is judged once per combination here, and the database looks each person's up. */
function rowsSql(hub: GraphQLSchema, grantedBy: string, version: CompiledRule, day: string): string {
  const known = version.facts.map(({ name, values }) => ({ name, values: [...values, UNKNOWN] }))
  const verdicts = listWorlds(known, []).map((world) => {
    const values = version.facts.map(({ name }): FactValue | null => (world[name] === UNKNOWN ? null : (world[name] ?? null)))
    return `('${version.facts.map(({ name }) => String(world[name])).join('|')}', '${version.judge(values).outcome}')`
  })
  const facts = version.facts.map((fact) => `coalesce(${usedSql(hub, fact, termsOf(fact, grantedBy, day), day)}, '${UNKNOWN}')`)
  return `select h_x.person_id, h_x.place, verdict.outcome
    from (
      select h_p.id as person_id, coalesce(h_m.home, h_m.place) as place, concat_ws('|', ${facts.join(', ')}) as known
      from milestone h_m
      join directory.person h_p on h_p.id = h_m.person_id
    ) h_x
    join (values ${verdicts.join(', ')}) verdict (known, outcome) on verdict.known = h_x.known`
}

/** Stands for a fact that does not count. */
const UNKNOWN = '-'

/** Value of a fact as text where it counts: as in freshness.ts. */
function usedSql(hub: GraphQLSchema, fact: RuleFactType, terms: Terms, day: string): string {
  const { read, asOf } = readOf(hub, fact.entry.coordinate)
  const value = `(${read(terms)})::text`
  const stays = fact.entry.staysTrue ? ` or ${value} = 'true'` : ''
  return `case when (${asOf(terms)}) >= date '${freshFrom(fact, day)}'${stays} then ${value} end`
}

/** SQL of a fact, and of its day. @throws when it is no fact, which the catalogue never lets through. */
function readOf(hub: GraphQLSchema, coordinate: string): { read: Expression; asOf: Expression } {
  const type = hub.getType('Newcomer')
  const field = isObjectType(type) ? type.getFields()[coordinate.slice(coordinate.indexOf('.') + 1)] : undefined
  const { read, asOf } = hubOf(field)
  if (read?.kind !== 'expression' || asOf === undefined) throw new Error(`${coordinate} is not a fact that can be counted`)
  return { read: read.value, asOf }
}

/** Facts of the caller's own project are those of the OCMW where the person lives. */
function termsOf({ entry }: RuleFactType, grantedBy: string, day: string): Terms {
  return {
    column: columnOf('h_p'),
    person: 'h_p.id',
    today: `date '${day}'`,
    organisation: `(
      select own.id
      from directory.organisation own
      where own.kind = '${grantedBy}'
        and own.nis_code = coalesce(h_m.home, h_m.place)
        and own.valid_until is null
      limit 1
    )`,
    // Checked to be a value of the argument's enum when the catalogue was read.
    arg: (name, sqlType) => `'${entry.arguments[name]}'::${sqlType}`,
  }
}
