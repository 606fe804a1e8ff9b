/** Statistics table ACTIVATION. */
import { endsAfter } from '../../../base/period.ts'
import { coveredOn, yesOrNo } from '../../../query/fact-sql.ts'
import type { TableDeclaration } from './table.ts'

/** Incentive I15: the share of living-wage clients who went to work, per municipality, against the Flemish one. */
export const activation: TableDeclaration = {
  name: 'activation',
  title: { nl: 'Activering van leefloonklanten', en: 'Activation of living-wage clients' },
  definition: {
    nl: 'Nieuwkomers met leefloon in de periode, en hoeveel van hen in de periode begonnen te werken. De rij Vlaanderen is het gemiddelde, waarmee een gemeente zich kan vergelijken. Plaats: gemeente op de teldag, anders gemeente bij instroom.',
    en: 'Newcomers with a living wage in the period, and how many of them started work in the period. The row for Flanders is the mean, with which a municipality can compare itself. Place: municipality on the day of counting, otherwise municipality at inflow.',
  },
  content: ({ place }) => ({
    unit: 'PERSONS',
    sources: ['DIRECTORY', 'INTEGRATION', 'WORK', 'LOCAL'],
    sensitive: true,
    dimensions: [place],
    counts: [
      {
        name: 'CLIENTS',
        kind: 'PERSONS',
        unit: 'PERSONS',
        within: null,
        when: 'true',
        title: { nl: 'Leefloonklanten', en: 'Living-wage clients' },
        definition: {
          nl: 'Leefloon of equivalent op een dag van de periode.',
          en: 'Living wage or equivalent aid on a day of the period.',
        },
      },
      {
        name: 'KNOWN',
        kind: 'PERSONS',
        unit: 'PERSONS',
        within: 'CLIENTS',
        when: 'counted.activated is not null',
        title: { nl: 'Tewerkstelling bekend', en: 'Employment known' },
        definition: {
          nl: 'Daarvan: begon te werken, of een bron dekt op de teldag of de persoon werkt.',
          en: 'Of these: started work, or a source covers on the day of counting whether the person works.',
        },
      },
      {
        name: 'ACTIVATED',
        kind: 'PERSONS',
        unit: 'PERSONS',
        within: 'KNOWN',
        when: 'counted.activated',
        title: { nl: 'Geactiveerd', en: 'Activated' },
        definition: {
          nl: 'Begon in de periode te werken, na het begin van het leefloon.',
          en: 'Started work in the period, after the start of the living wage.',
        },
      },
    ],
    shares: [
      {
        name: 'ACTIVATED_SHARE',
        kind: 'SHARE',
        unit: 'PERCENT',
        of: 'ACTIVATED',
        in: 'KNOWN',
        title: { nl: 'Activeringsgraad', en: 'Activation share' },
        definition: {
          nl: 'Aandeel geactiveerde leefloonklanten bij wie de tewerkstelling bekend is, in hele procenten, berekend uit de gepubliceerde cijfers.',
          en: 'Percentage of living-wage clients with known employment who were activated, computed from the published figures.',
        },
      },
    ],
    quantiles: [],
    margins: [[{ dimension: 'place' }]],
    insiders: [],
    overlaps: true,
    rows: ({ from, until, on }) => `select m.person_id, coalesce(m.home, m.place) as place, ${yesOrNo(
      `exists (
      select from work.employment e
      where e.person_id = m.person_id
        and not e.cancelled
        and e.valid_from between greatest(date '${from}', client.since) and date '${until}'
    )`,
      coveredOn(['work.employment'], { person: 'm.person_id', today: `date '${on}'` }),
    )} as activated
  from milestone m
  join (
    select w.person_id, min(w.valid_from) as since
    from local.living_wage w
    where w.valid_from <= date '${until}'
      and ${endsAfter('w', `date '${from}'`)}
    group by 1
  ) client using (person_id)`,
  }),
}
