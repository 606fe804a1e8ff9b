import { beforeAll, expect, test } from 'vitest'
import { VIEWER } from '../documents/municipality-referral.ts'
import { dataOf } from '../support/answer.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
})

const byId = (selection: string) => `{ newcomer(id: "00000000-0000-0000-0000-000000000000") { ${selection} } }`

test('asking for a field of another purpose names the coordinate and the purposes that would grant it', async () => {
  const { status, body } = await hub.ask('ocmw-gent', 'REFERRAL', byId('gpmiObjectiveReached'))
  expect({ status, body }).toEqual({
    status: 400,
    body: {
      errors: [
        {
          message: 'Cannot query field "gpmiObjectiveReached" on type "Newcomer".',
          locations: [{ line: 1, column: 58 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', coordinate: 'Newcomer.gpmiObjectiveReached', purposes: ['INCENTIVE_DECISION'] },
        },
      ],
    },
  })
})

test('a field that no purpose of this consumer grants is named with no purposes', async () => {
  const { body } = await hub.ask('ocmw-gent', 'REFERRAL', byId('sex'))
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', coordinate: 'Newcomer.sex', purposes: [] })
})

test('a field that does not exist anywhere is an ordinary mistake', async () => {
  const { body } = await hub.ask('ocmw-gent', 'REFERRAL', byId('shoeSize'))
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
})

test('the viewer reads what its contract grants, by which protocol', async () => {
  const { viewer } = dataOf(await hub.ask('gemeente-gent', 'REFERRAL', VIEWER))
  const granted = (coordinate: string) => ({ coordinate, protocols: ['local-status'], when: [] })
  const referred = (when: string, ...names: string[]) =>
    names.map((coordinate) => ({ coordinate, protocols: ['municipality-referral'], when: [when] }))
  // What both sides see of a referral has no condition, and is the same for every group.
  const aboutPersons = viewer?.coordinates?.filter(
    ({ coordinate }) => coordinate != null && /^(Newcomer|ReferredPerson)\./.test(coordinate) && coordinate !== 'Newcomer.referrals',
  )
  expect({ viewer: { ...viewer, coordinates: aboutPersons } }).toEqual({
    viewer: {
      organisation: expect.stringContaining('Gent'),
      consumer: 'gemeente-gent',
      purpose: 'REFERRAL',
      coordinates: [
        ...['contractSigned', 'familyName', 'givenNames', 'hasCertificate', 'id', 'insz'].map((name) => granted(`Newcomer.${name}`)),
        ...referred('REFERRAL_ACCEPTED', 'Newcomer.contactLanguage', 'Newcomer.email', 'Newcomer.interpreterNeeded', 'Newcomer.phone'),
        ...referred(
          'REFERRAL_PARTY',
          ...['birthDate', 'contactLanguage', 'familyName', 'givenNames', 'insz'].map((name) => `ReferredPerson.${name}`),
        ),
      ].toSorted((a, b) => (a.coordinate < b.coordinate ? -1 : 1)),
    },
  })
})
