import { endsAfter } from '../../../base/period.ts'
import type { TableFactory } from './table.ts'

/** Incentive I15: the share of living-wage clients who went to work, per municipality, against the Flemish one. */
export const activation: TableFactory = ({ place }) => ({
  name: 'activation',
  title: { nl: 'Activering van leefloonklanten', en: 'Activation of living-wage clients' },
  definition: {
    nl: 'Nieuwkomers met leefloon in de periode, en wie daarvan in de periode begon te werken. De rij Vlaanderen is het gemiddelde waarmee een gemeente zich vergelijkt. Plaats: gemeente op de teldag, anders bij instroom.',
    en: 'Newcomers with living wage in the period, and those of them who started work in it. The row of Flanders is the mean that a municipality is compared with. Place: municipality on the day of counting, else at inflow.',
  },
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
      definition: { nl: 'Leefloon of equivalent op een dag van de periode.', en: 'Living wage or equivalent aid on a day of the period.' },
    },
    {
      name: 'ACTIVATED',
      kind: 'PERSONS',
      unit: 'PERSONS',
      within: 'CLIENTS',
      when: 'counted.activated',
      title: { nl: 'Geactiveerd', en: 'Activated' },
      definition: {
        nl: 'Begon in de periode te werken, na het begin van het leefloon.',
        en: 'Started work in the period, after the living wage began.',
      },
    },
  ],
  shares: [
    {
      name: 'ACTIVATED_SHARE',
      kind: 'SHARE',
      unit: 'PERCENT',
      of: 'ACTIVATED',
      in: 'CLIENTS',
      title: { nl: 'Activeringsgraad', en: 'Activation share' },
      definition: {
        nl: 'Geactiveerd op leefloonklanten, uit de gepubliceerde cijfers, in hele procenten.',
        en: 'Activated of living-wage clients, from the published figures, in whole percents.',
      },
    },
  ],
  quantiles: [],
  margins: [[{ dimension: 'place' }]],
  insiders: [],
  overlaps: true,
  rows: ({ from, until }) => `select m.person_id, coalesce(m.home, m.place) as place, exists (
      select from work.employment e
      where e.person_id = m.person_id
        and not e.cancelled
        and e.valid_from between greatest(date '${from}', client.since) and date '${until}'
    ) as activated
  from milestone m
  join (
    select w.person_id, min(w.valid_from) as since
    from local.living_wage w
    where w.valid_from <= date '${until}'
      and ${endsAfter('w', `date '${from}'`)}
    group by 1
  ) client using (person_id)`,
})
