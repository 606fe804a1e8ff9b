/** Where a person lives: municipalities in turn, also across the mergers of 2025. */

import type { Random } from '../../base/random.ts'
import { CALIBRATION } from './calibration.ts'
import { type Day, type Period, YEAR } from './day.ts'
import { columns, type Life, relate, type Stay } from './life.ts'
import { postalCode } from './municipalities.ts'
import { fictionalStreet } from './names.ts'
import type { Municipality, World } from './world.ts'

const SHORTEST_STAY_DAYS = 45

/** Stays from arrival to `goneOn` or now, one per municipality code. */
export function drawStays(
  draw: Random,
  world: World,
  options: { arrivedOn: Day; knownUntil: Day; goneOn: Day | null },
): (Stay & { name: string })[] {
  const stays: (Stay & { name: string })[] = []
  const end = Math.min(options.knownUntil, options.goneOn ?? options.knownUntil)
  let from = options.arrivedOn
  while (from !== options.goneOn) {
    const next = from + SHORTEST_STAY_DAYS + Math.ceil(draw.gamma(YEAR / CALIBRATION.arrival.movesPerYear, 1))
    const until = next < end ? next : options.goneOn
    stays.push(...acrossMergers(draw, world.municipality(draw), { from, until }))
    if (until === null) break
    from = until
  }
  return stays
}

/** A stay that began before a municipality existed began in one of those that merged into it. */
function acrossMergers(draw: Random, municipality: Municipality, period: Period): (Stay & { name: string })[] {
  const [first, ...rest] = municipality.predecessors
  const merged = municipality.validFrom
  if (first === undefined || period.from >= merged) return [{ nisCode: municipality.nisCode, name: municipality.name, ...period }]
  const before = draw.pick([first, ...rest])
  const until = period.until === null ? merged : Math.min(period.until, merged)
  const earlier = { nisCode: before.nisCode, name: before.name, from: period.from, until }
  if (until === period.until) return [earlier]
  return [earlier, { nisCode: municipality.nisCode, name: municipality.name, from: merged, until: period.until }]
}

/** Address per stay, and the local authorities that know the person by it. */
export function emitStays(life: Life, stays: readonly (Stay & { name: string })[]): void {
  const draw = life.draw('residence')
  for (const stay of stays) {
    life.emit('directory.residence', {
      nis_code: stay.nisCode,
      municipality: stay.name,
      postal_code: postalCode(stay.nisCode),
      street: fictionalStreet(draw),
      house_number: String(draw.whole(1, 240)),
      box_number: draw.chance(0.3) ? String(draw.whole(1, 40)) : null,
      ...columns(stay),
    })
    for (const kind of ['MUNICIPALITY', 'OCMW'] as const) {
      const organisationId = life.world.localOrganisation(kind, stay.nisCode)
      if (organisationId !== undefined)
        relate(life, { organisationId, sector: 'LOCAL', capacity: 'RESIDENT', source: 'RIJKSREGISTER', period: stay })
    }
  }
}
