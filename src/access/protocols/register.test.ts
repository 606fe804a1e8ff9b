import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hubSchemaOf } from '../../app/hub-schema.ts'
import { assertRegister, buildContracts } from './contract.ts'
import { loadRegister } from './register.ts'

const hub = hubSchemaOf({ production: false }, { hashInsz: () => Buffer.alloc(32), decryptInsz: () => '' as never })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstroom-register-'))
  await cp('protocols/local-status.yaml', join(folder, 'local-status.yaml'))
})
afterEach(() => rm(folder, { recursive: true }))

async function change(from: string | RegExp, to: string): Promise<void> {
  const file = join(folder, 'local-status.yaml')
  const text = await readFile(file, 'utf8')
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  await writeFile(file, changed)
}

/** What stops the start, without the folder; `nothing` when nothing does. */
async function refusalOf(load: () => Promise<unknown>): Promise<string> {
  return load().then(
    () => 'nothing',
    (error: Error) => error.message.replaceAll(`${folder}/`, ''),
  )
}

const loadAndAssert = async () => assertRegister(hub, await loadRegister(folder, { production: false }))

test('the register as shipped stops nothing', async () => {
  expect(await refusalOf(loadAndAssert)).toBe('nothing')
})

describe('the hub does not start, and says which file, line and remedy, with', () => {
  test.each<[string, string | RegExp, string, RegExp]>([
    [
      'an unknown coordinate',
      'hasCertificate',
      'hasDiploma',
      /local-status\.yaml:\d+ Newcomer\.hasDiploma is not a coordinate of the hub schema/,
    ],
    [
      'a coordinate of another owner',
      /hasCertificate/,
      'employed',
      /local-status\.yaml:\d+ Newcomer\.employed belongs to WORK, so INTEGRATION cannot disclose it/,
    ],
    [
      'an unknown condition',
      'contractSigned, hasCertificate]',
      'contractSigned]\n    conditional: [{ when: [MOON_IS_FULL], fields: { Newcomer: [hasCertificate] } }]',
      /local-status\.yaml:\d+ unknown condition MOON_IS_FULL; expected one of REFERRAL_ACCEPTED, /,
    ],
    [
      'the condition that every contract has',
      'contractSigned, hasCertificate]',
      'contractSigned]\n    conditional: [{ when: [PERSON_IN_SCOPE], fields: { Newcomer: [hasCertificate] } }]',
      /local-status\.yaml:\d+ unknown condition PERSON_IN_SCOPE; /,
    ],
    ['an unknown operation', 'newcomerByInsz', 'newcomerByName', /local-status\.yaml:\d+ newcomerByName is not a root field/],
    ['an unknown recipient', 'recipient: MUNICIPALITY', 'recipient: EVERYBODY', /local-status\.yaml:\d+ recipient: /],
    ['an unknown purpose', 'purposes: [REFERRAL]', 'purposes: [CURIOSITY]', /local-status\.yaml:\d+ purposes\.0: /],
    ['an unknown capacity', 'RESIDENT', 'NEIGHBOUR', /local-status\.yaml:\d+ scope\.capacities\.0: /],
    [
      'no legal basis',
      /legalBasis:[\s\S]*?(?=\ninForce)/,
      '',
      /local-status\.yaml:\d+ .*a protocol needs a legal basis: fill in legalBasis\.reference/,
    ],
    [
      'a published status without the published text',
      /\n\s+url: .*/,
      '',
      /a published protocol needs the URL of its legal text: fill in legalBasis\.url/,
    ],
    ['a period that ends before it begins', /until: null/, 'until: 1999-01-01', /inForce: until must be after from/],
    [
      'everything of an owner for somebody else',
      /fields:\s*\{?\s*\n?\s*Newcomer:[^\n]*contractSigned[\s\S]*?(?=\nnotes|\n {2}- owner|$)/,
      'fields: all',
      /only organisations of the owner may get "all"/,
    ],
    ['a field that no protocol has', 'version: 1', 'version: 1\nsurprise: true', /local-status\.yaml:\d+ document: .*surprise/],
    ['text that is no YAML', 'id: local-status', 'id: [local-status', /local-status\.yaml:\d+ /],
    [
      'another id than the file',
      'id: local-status',
      'id: local-other',
      /local-status\.yaml:1 id: expected "local-status", the name of the file/,
    ],
  ])('%s', async (_what, from, to, expected) => {
    await change(from, to)
    expect(await refusalOf(loadAndAssert)).toMatch(expected)
  })

  test('an empty folder', async () => {
    await rm(join(folder, 'local-status.yaml'))
    expect(await refusalOf(loadAndAssert)).toContain('no protocol files found: without protocols, all access is denied')
  })

  test('two protocols of one contract that name different capacities', async () => {
    const text = await readFile(join(folder, 'local-status.yaml'), 'utf8')
    const other = text.replace('id: local-status', 'id: local-second').replace('RESIDENT', 'ACCEPTED_REFERRAL')
    await writeFile(join(folder, 'local-second.yaml'), other)
    expect(await refusalOf(loadAndAssert)).toMatch(
      /scope\.capacities: expected \[.*\], the same as in the other protocols of MUNICIPALITY\/REFERRAL/,
    )
  })
})

test('a contract that lists persons and cannot ask for them again by id is refused, with the line and what is missing', async () => {
  await change('newcomerByInsz', 'newcomers, newcomer')
  expect(await refusalOf(loadAndAssert)).toMatch(
    /local-status\.yaml:\d+ newcomers needs newcomersById among the operations of MUNICIPALITY\/REFERRAL too: /,
  )
})

test('an operation about persons for a group that has no ids for them is refused, with the line', async () => {
  await change('recipient: MUNICIPALITY', 'recipient: BI')
  expect(await refusalOf(loadAndAssert)).toMatch(/local-status\.yaml:\d+ newcomerByInsz answers persons, and BI has no ids for persons/)
})

test('every problem of every file is told at once', async () => {
  await change('hasCertificate', 'hasDiploma')
  await change('contractSigned', 'contractPaid')
  const told = await refusalOf(loadAndAssert)
  expect(told).toContain('Newcomer.hasDiploma')
  expect(told).toContain('Newcomer.contractPaid')
})

test('a draft does not load in production', async () => {
  await change('status: published', 'status: draft')
  expect(await loadRegister(folder, { production: true })).toEqual([])
  expect(await loadRegister(folder, { production: false })).toHaveLength(1)
})

test('a protocol makes its contract from its first day until the day before its last', async () => {
  await change(/inForce:.*/, 'inForce: { from: 2026-03-01, until: 2026-06-01 }')
  const register = await loadRegister(folder, { production: false })
  const inForce = (day: string) => [...buildContracts(hub, register, day).byName.keys()]
  expect(['2026-02-28', '2026-03-01', '2026-05-31', '2026-06-01'].map(inForce)).toEqual([
    [],
    ['MUNICIPALITY/REFERRAL'],
    ['MUNICIPALITY/REFERRAL'],
    [],
  ])
})
