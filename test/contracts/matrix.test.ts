import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isEnumType } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildContracts, type Contracts } from '../../src/access/protocols/contract.ts'
import { loadRegister } from '../../src/access/protocols/register.ts'
import { hubSchemaOf } from '../../src/app/hub-schema.ts'
import { isPurpose, type Purpose } from '../../src/base/purpose.ts'
import { selectionOf } from '../support/coordinate-query.ts'
import { startTestHub, type TestHub, TODAY } from '../support/hub.ts'

/** The reviewed file: who sees what. The test believes the file, not the code. */
const [header = [], ...rows] = readFileSync(join(import.meta.dirname, '../../schema/access-matrix.tsv'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'))
const contractNames = header.slice(2)

/** A consumer of each recipient group. */
const CONSUMER_OF: Record<string, string> = {
  INTEGRATION_AGENCY: 'agii-frontend',
  OCMW: 'ocmw-gent',
  MUNICIPALITY: 'gemeente-gent',
  VDAB: 'vdab-matching',
  BI: 'bi-tool',
  SUPERVISOR: 'auditor',
  CITIZEN: 'citizen-portal',
}

const personRoot: Record<string, (selection: string) => string> = {
  MUNICIPALITY: (selection) => `query ($insz: Insz!) { newcomerByInsz(insz: $insz) { ${selection} } }`,
}
const byId = (selection: string) => `{ newcomer(id: "00000000-0000-0000-0000-000000000000") { ${selection} } }`

/** The supervisor names a person; a citizen's token does. */
const dataUses = (recipient: string, selection: string) =>
  recipient === 'CITIZEN'
    ? `{ dataUse { ${selection} } }`
    : `{ dataUse(person: { newcomerId: "00000000-0000-0000-0000-000000000000" }) { ${selection} } }`
const dataUse = (recipient: string, selection: string) => dataUses(recipient, `nodes { ${selection} }`)

/** A lever of the group's own, where it has one. */
const outreach = (recipient: string, selection: string) =>
  `{ outreach(lever: ${recipient === 'VDAB' ? 'BENEFIT' : 'GPMI'}, first: 1) { nodes { ${selection} } } }`

/** A kind of file of the group's own, where it has one. */
const conflicts = (recipient: string, selection: string) =>
  `{ holderConflicts(kind: ${recipient === 'INTEGRATION_AGENCY' ? 'TRAJECTORY' : 'GPMI'}, first: 1) { nodes { ${selection} } } }`

const ownWord = (_recipient: string, selection: string) =>
  `{ ownWordReadings(from: "2026-01-01", until: "2026-02-01") { nodes { ${selection} } } }`

/** Types that are not reached from a person. @property from type that the document selects of; the type itself when absent. */
const ROOTS = [
  { type: 'DataUse', document: dataUse },
  { type: 'DataUseConnection', document: dataUses },
  { type: 'Claim', document: dataUse, from: 'DataUse' },
  { type: 'OwnWordReading', document: ownWord },
  { type: 'OutreachCandidate', document: outreach },
  { type: 'HolderConflict', document: conflicts },
  { type: 'FileConflict', document: conflicts, from: 'HolderConflict' },
  { type: 'FileHolder', document: conflicts, from: 'HolderConflict' },
]

let hub: TestHub
let contracts: Contracts
const schema = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })

beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  contracts = buildContracts(schema, await loadRegister(hub.config.protocolsDir, { production: false }), TODAY)
})

test('the reviewed matrix covers every contract and at least 250 coordinates', () => {
  expect(contractNames.toSorted()).toEqual([...contracts.byName.keys()].toSorted())
  expect(rows.length).toBeGreaterThan(250)
})

describe.each(contractNames)('%s', (name) => {
  const [recipient = '', purpose = ''] = name.split('/')
  const column = header.indexOf(name)
  const document = personRoot[recipient] ?? byId
  const ask = (query: string) =>
    hub.ask(CONSUMER_OF[recipient] ?? '', (isPurpose(purpose) ? purpose : 'REFERRAL') as Purpose, query, { insz: '85673003360' })

  test('answers every coordinate that the matrix grants and refuses every other', async () => {
    const mistakes: string[] = []
    let asked = 0
    for (const row of rows) {
      const [coordinate = ''] = row
      const granted = row[column] !== '-'
      const contractSchema = contracts.byName.get(name as never)?.schema
      const from = ROOTS.find(({ type }) => coordinate.startsWith(`${type}.`))
      const selection = selectionOf(granted && contractSchema ? contractSchema : schema, coordinate, from?.from ?? from?.type ?? 'Newcomer')
      if (selection === undefined) {
        // Values of enums are asked as arguments; the next test looks at them.
        if (granted && !isEnumValue(coordinate)) mistakes.push(`${coordinate} is granted, and nothing leads to it`)
        continue
      }
      asked += 1
      const { status, body } = await ask(from === undefined ? document(selection) : from.document(recipient, selection))
      const code = body.errors?.[0]?.extensions.code
      if (granted && (status !== 200 || code !== undefined)) mistakes.push(`${coordinate} is granted and was answered ${status} ${code}`)
      if (!granted && (status !== 400 || code !== 'GRAPHQL_VALIDATION_FAILED'))
        mistakes.push(`${coordinate} is not granted and was answered ${status} ${code}`)
    }
    expect(mistakes).toEqual([])
    expect(asked).toBeGreaterThan(250)
  })
})

function isEnumValue(coordinate: string): boolean {
  return isEnumType(schema.getType(coordinate.split('.')[0] ?? ''))
}

test('a level that the contract does not grant cannot be asked: OralGoal has granted values only', async () => {
  const levels = rows.filter(([coordinate]) => coordinate?.startsWith('OralGoal.'))
  expect(levels.length).toBeGreaterThan(2)
  for (const name of contractNames.filter((contract) =>
    rows.some((row) => row[0] === 'Newcomer.reachedOralLevel' && row[header.indexOf(contract)] !== '-'),
  )) {
    const [recipient = '', purpose = ''] = name.split('/')
    for (const row of levels) {
      const level = row[0]?.split('.')[1]
      const query = byId(`reachedOralLevel(level: ${level})`)
      const { status } = await hub.ask(CONSUMER_OF[recipient] ?? '', purpose as Purpose, query)
      expect([name, level, status]).toEqual([name, level, row[header.indexOf(name)] === 'yes' ? 200 : 400])
    }
  }
})
