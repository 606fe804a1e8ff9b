import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { TARGET_GROUPS_OF } from '../../access/identity/claims.ts'
import { createOrganisationDirectory } from '../../access/identity/organisations.ts'
import { parseInsz } from '../../base/insz.ts'
import type { Purpose } from '../../base/purpose.ts'
import { CONSUMERS, peopleOf } from './consumers.ts'

test('every development consumer belongs to an organisation of the reference data, in a target group of its kind', async () => {
  const { pool } = await createTestDatabase()
  const directory = createOrganisationDirectory({ database: pool, allowPlaceholders: true })
  const found = await Promise.all(
    CONSUMERS.flatMap(({ id, organisation }) => (organisation === null ? [] : [{ id, organisation }])).map(async ({ id, organisation }) => {
      const known = await directory.find(organisation.code)
      return [
        id,
        known?.name,
        known?.recipient,
        known !== undefined && TARGET_GROUPS_OF[known.recipient].includes(organisation.targetGroup),
      ]
    }),
  )
  expect(found).toEqual([
    ['agii-frontend', 'Agentschap Integratie en Inburgering', 'INTEGRATION_AGENCY', true],
    ['atlas-frontend', 'Atlas, integratie & inburgering Antwerpen', 'INTEGRATION_AGENCY', true],
    ['amal-frontend', 'Amal', 'INTEGRATION_AGENCY', true],
    ['ocmw-gent', 'OCMW Gent', 'OCMW', true],
    ['ocmw-gent-desk', 'OCMW Gent', 'OCMW', true],
    ['ocmw-mechelen', 'OCMW Mechelen', 'OCMW', true],
    ['gemeente-gent', 'Stad Gent', 'MUNICIPALITY', true],
    ['gemeente-gent-desk', 'Stad Gent', 'MUNICIPALITY', true],
    ['vdab-matching', 'VDAB', 'VDAB', true],
    ['vdab-consultant', 'VDAB', 'VDAB', true],
    ['agii-deliveries', 'Agentschap Integratie en Inburgering', 'INTEGRATION_AGENCY', true],
    ['atlas-deliveries', 'Atlas, integratie & inburgering Antwerpen', 'INTEGRATION_AGENCY', true],
    ['amal-deliveries', 'Amal', 'INTEGRATION_AGENCY', true],
    ['ocmw-gent-deliveries', 'OCMW Gent', 'OCMW', true],
    ['ocmw-mechelen-deliveries', 'OCMW Mechelen', 'OCMW', true],
    ['vdab-deliveries', 'VDAB', 'VDAB', true],
    ['bi-tool', 'Agentschap Binnenlands Bestuur', 'BI', true],
    ['auditor', 'Vlaamse Toezichtcommissie', 'SUPERVISOR', true],
  ])
})

test('people hold no purpose that their application does not hold, and who is no machine has people', () => {
  for (const { id, purposes, machine } of CONSUMERS) {
    expect(peopleOf(id).every((person) => person.purposes.every((purpose: Purpose) => purposes.includes(purpose)))).toBe(true)
    expect(machine || peopleOf(id).length > 0).toBe(true)
  }
})

test('an application that delivers does nothing else, and no people use it', () => {
  for (const { id, purposes, machine } of CONSUMERS.filter(({ delivers }) => delivers.length > 0))
    expect([id, purposes, machine, peopleOf(id)]).toEqual([id, [], true, []])
})

test("citizens belong to no organisation, and their numbers are right but nobody's", () => {
  const citizens = CONSUMERS.filter(({ organisation }) => organisation === null).flatMap(({ id }) => peopleOf(id))
  expect(citizens.map(({ id }) => id)).toEqual(['citizen-1', 'citizen-2'])
  for (const citizen of citizens) {
    const insz = 'insz' in citizen ? citizen.insz : ''
    expect([parseInsz(insz, { allowSynthetic: true }), parseInsz(insz, { allowSynthetic: false })]).toEqual([insz, undefined])
  }
})
