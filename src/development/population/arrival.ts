/** How a person comes to Flanders: origin, status, permit, where it settles, and the rows of the directory. */

import { Random } from '../../base/random.ts'
import type { Vault } from '../../base/vault.ts'
import { CALIBRATION } from './calibration.ts'
import { addMonths, type Day, earliest, YEAR } from './day.ts'
import { drawIdentity } from './identity.ts'
import { type Channel, type Life, TOPICS } from './life.ts'
import { fictionalEmail, fictionalName, fictionalPhone } from './names.ts'
import { entitledOrigin, type Origin, obligedOrigin } from './origins.ts'
import type { ReferralTerms } from './referral-terms.ts'
import { drawStays, emitStays } from './residence.ts'
import type { Batch } from './rows.ts'
import type { World } from './world.ts'

const { arrival } = CALIBRATION

/** What all persons of a population share. */
export type Setting = { seed: number; today: Day; world: World; vault: Vault; terms: ReferralTerms }

/** Sources are at most a week behind; the last arrivals are a week older than that. */
const DELIVERY_DAYS = 6

/** Settles who the person is and writes the directory's rows about it. */
export function arrive(setting: Setting, index: number, batch: Batch): Life {
  const draw = (topic: keyof typeof TOPICS) => new Random(setting.seed, index, TOPICS[topic])
  const identity = drawIdentity(draw('identity'), { seed: setting.seed, index, today: setting.today })
  const chance = draw('arrival')
  const obliged = chance.chance(arrival.obliged)
  const origin = obliged ? obligedOrigin(chance) : entitledOrigin(chance)
  const channel = drawChannel(chance, origin, obliged)
  const knownUntil = setting.today - chance.whole(0, DELIVERY_DAYS)
  const arrivedOn = setting.today - DELIVERY_DAYS - 1 - Math.floor(chance.share() * arrival.cohortYears * YEAR)
  const after = (perYear: number) => arrivedOn + 1 + Math.ceil(chance.gamma(YEAR / perYear, 1))
  const within = (day: Day) => (day <= knownUntil ? day : null)
  const diedOn = within(after(arrival.diesPerYear))
  const goneOn = earliest(within(after(arrival.leavesPerYear)), diedOn)
  const stays = drawStays(chance, setting.world, { arrivedOn, knownUntil, goneOn })
  const life: Life = {
    index,
    identity,
    origin,
    channel,
    obliged,
    member: !chance.chance(arrival.outsideTargetGroup),
    arrivedOn,
    adultOn: Math.max(arrivedOn, addMonths(identity.birthDate, 18 * 12)),
    knownUntil,
    diedOn: diedOn === goneOn ? diedOn : null,
    goneOn,
    stays,
    pseudonyms: pseudonymsOf(setting.vault, identity.personId),
    evidenceRef: identity.evidenceRef,
    today: setting.today,
    world: setting.world,
    terms: setting.terms,
    emit: batch.person(identity.personId, knownUntil),
    relations: [],
    draw,
  }
  emitPerson(life)
  emitNumbers(life, setting.vault, chance.chance(arrival.replacedNumber))
  emitStays(life, stays)
  return life
}

function pseudonymsOf(vault: Vault, personId: string): Life['pseudonyms'] {
  return {
    INTEGRATION: vault.pseudonym(personId, 'INTEGRATION'),
    WORK: vault.pseudonym(personId, 'WORK'),
    LOCAL: vault.pseudonym(personId, 'LOCAL'),
  }
}

function drawChannel(draw: Random, origin: Origin, obliged: boolean): Channel {
  if (origin.eu) return 'EU'
  if (obliged) return draw.chance(origin.refugee) ? 'ASYLUM' : 'FAMILY'
  return draw.pick(['FAMILY', 'FAMILY', 'WORK', 'WORK', 'STUDY'])
}

function emitPerson(life: Life): void {
  const draw = life.draw('identity')
  const { identity, origin } = life
  const { given, family } = fictionalName(draw, origin.names, identity.sex)
  const dutchSpeaker = origin.languages.includes('nld')
  life.emit('directory.person', {
    integration_id: life.pseudonyms.INTEGRATION,
    work_id: life.pseudonyms.WORK,
    local_id: life.pseudonyms.LOCAL,
    evidence_ref: identity.evidenceRef,
    family_name: family,
    given_names: given,
    birth_date: identity.birthDate,
    sex: identity.sex,
    nationality: origin.country,
    country_of_birth: origin.country,
    deceased_on: life.diedOn,
    first_registered_on: life.arrivedOn,
    contact_language: draw.pick(origin.languages),
    interpreter_needed: !dutchSpeaker && draw.chance(0.45),
    phone: draw.chance(0.85) ? fictionalPhone(draw) : null,
    email: draw.chance(0.7) ? fictionalEmail(given, family, life.index) : null,
    contact_as_of: life.knownUntil,
  })
}

function emitNumbers({ identity, emit }: Life, vault: Vault, replaced: boolean): void {
  const number = (insz: typeof identity.insz, current: boolean) =>
    emit('directory.person_number', { insz_hash: vault.hashInsz(insz), insz_encrypted: vault.encryptInsz(insz), current })
  number(identity.insz, true)
  if (replaced) number(identity.earlierInsz, false)
}
