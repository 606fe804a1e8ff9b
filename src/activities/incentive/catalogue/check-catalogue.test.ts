/** Bad rules stop the boot, each with file, line and remedy. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assessableFrom } from '../../../access/protocols/contract.ts'
import { loadRegister } from '../../../access/protocols/register.ts'
import { buildHubSchema } from '../../../app/hub-schema.ts'
import { renderProblems } from '../../../base/yaml-file.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { CatalogueInvalid, loadCatalogue } from './load-catalogue.ts'

const hub = buildHubSchema({ allowSynthetic: true, hashInsz: () => Buffer.alloc(32), decodeInsz: (stored) => stored })
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstroom-incentives-'))
})

afterAll(() => rm(folder, { recursive: true }))

type Edit = { file: string; from: string; to: string }

/** What is wrong with the shipped catalogue after one edit, as the command prints it, without the folder. */
async function problemsAfter({ file, from, to }: Edit): Promise<string> {
  await cp('incentives', folder, { recursive: true, dereference: true })
  const text = await readFile(join(folder, file), 'utf8')
  expect(text).toContain(from)
  await writeFile(join(folder, file), text.replace(from, to))
  const register = await loadRegister('protocols', { production: false })
  try {
    const catalogue = await loadCatalogue(folder, { production: false })
    return renderProblems(checkCatalogue(hub, catalogue, assessableFrom(register, '2026-11-23'))).replaceAll(`${folder}/`, '')
  } catch (error) {
    if (!(error instanceof CatalogueInvalid)) throw error
    return renderProblems(error.problems).replaceAll(`${folder}/`, '')
  }
}

const condition = (to: string): Edit => ({
  file: 'accelerated-matching.yaml',
  from: 'condition: hasCertificate or reachedOralA2',
  to: `condition: ${to}`,
})
const fact = (from: string, to: string): Edit => ({ file: 'facts.yaml', from, to })

const RULES: [what: string, edit: Edit, at: string, says: string][] = [
  [
    'an unknown fact',
    condition('hasCertificat or reachedOralA2'),
    'condition: ',
    'MILESTONE_REACHED, character 1: hasCertificat is not a declared fact: declare it in facts.yaml, or correct the name',
  ],
  [
    'a value that the fact does not have',
    { file: 'gpmi-deferral.yaml', from: '"ON_HOLD"', to: '"PAUSED"' },
    'condition: trajectoryContinuity',
    '"PAUSED" is not a value of trajectoryContinuity: expected "ACTIVE", "ENDED", "ON_HOLD"',
  ],
  [
    'a yes or no compared with a text',
    condition('hasCertificate = "yes"'),
    'condition: ',
    '"yes" is not a value of hasCertificate: expected true, false',
  ],
  [
    'a code that stands alone',
    { file: 'gpmi-deferral.yaml', from: 'trajectoryContinuity = "ON_HOLD"', to: 'trajectoryContinuity' },
    'condition: trajectoryContinuity',
    'trajectoryContinuity is not a boolean: compare it with a value, for example trajectoryContinuity = "ACTIVE"',
  ],
  [
    'an order that facts do not have',
    condition('hasCertificate > reachedOralA2'),
    'condition: ',
    'facts have no order: compare with =, != or in',
  ],
  ['a calculation', condition('1 + 1'), 'condition: ', 'calculations are not allowed in a condition'],
  [
    'a function that could call itself without end',
    condition('(function(x) x(x))(hasCertificate)'),
    'condition: ',
    'use a fact that gives the answer',
  ],
  [
    'a function that is defined',
    condition('function(x) x'),
    'condition: ',
    'function definitions are not allowed in a condition: write the condition out',
  ],
  ['a loop', condition('some x in [hasCertificate] satisfies x'), 'condition: ', 'QuantifiedExpression is not allowed in a condition'],
  ['a condition that is not complete', condition('hasCertificate and'), 'condition: ', 'the expression is incomplete here: complete it'],
  [
    'nesting without end',
    condition(`${'not('.repeat(20)}hasCertificate${')'.repeat(20)}`),
    'condition: ',
    'nested more than 12 levels deep: split it into several requirements',
  ],
  [
    'a condition that everybody meets',
    condition('hasCertificate or not(hasCertificate)'),
    'condition: ',
    'MILESTONE_REACHED: is true for every combination of facts: correct the condition',
  ],
  [
    'a fact that the owner does not let this group assess',
    condition('gpmiObjectiveReached'),
    '- code: MILESTONE_REACHED',
    'gpmiObjectiveReached: no protocol in force on 2026-11-23 allows VDAB/INCENTIVE_DECISION to assess Newcomer.gpmiObjectiveReached: have its owner add it under "assesses", or remove it from the rule',
  ],
  [
    'a promise that the rule breaks',
    { file: 'accelerated-matching.yaml', from: 'monotoneIn: [', to: 'monotoneIn: [employed, ' },
    'employed, ',
    'a person can lose the incentive when employed becomes true: correct the conditions, or remove it',
  ],
  [
    'a residence permit',
    fact('Newcomer.hasCertificate', 'Newcomer.labourMarketAccess'),
    'Newcomer.labourMarketAccess',
    'Newcomer.labourMarketAccess may not be read by a rule: an incentive may not depend on the type or term of a residence permit',
  ],
  [
    'hours of volunteering',
    fact('Newcomer.hasCertificate', 'Newcomer.participationHours'),
    'Newcomer.participationHours',
    'the hours and kind of volunteering may not influence a decision (Constitutional Court 86/2018)',
  ],
  [
    'a coordinate that does not exist',
    fact('Newcomer.hasCertificate', 'Newcomer.hasDiploma'),
    'Newcomer.hasDiploma',
    'Newcomer.hasDiploma is not a coordinate of the hub schema',
  ],
  [
    'raw data in place of a fact',
    fact('Newcomer.hasCertificate', 'Newcomer.b1Deadline'),
    'Newcomer.b1Deadline',
    'Newcomer.b1Deadline is neither a boolean nor an enum: declare a fact in its domain that answers the question',
  ],
  [
    'an argument that does not exist',
    fact('arguments: { level: A2 }', 'arguments: { level: Z9 }'),
    'level: Z9',
    'level: expected one of A1, A2, B1, B2',
  ],
  [
    'versions that overlap',
    { file: 'start-bonus.yaml', from: 'versions:\n', to: 'versions:\n  - { version: 0, status: draft }\n' },
    'version: 0',
    'versions.0',
  ],
  [
    'a rule without legal basis',
    { file: 'start-bonus.yaml', from: '    legalBasis: { reference: Voorstel voor een lokale proef; nog zonder rechtsgrond }\n', to: '' },
    'status: draft',
    'a rule needs a legal basis: fill in legalBasis.reference',
  ],
  [
    'a part of a requirement that nobody meets only in part',
    {
      file: 'gpmi-objective.yaml',
      from: 'condition: gpmiSomeObjectiveReached',
      to: 'condition: gpmiObjectiveReached and gpmiObjectiveReached',
    },
    'gpmiObjectiveReached and',
    'OBJECTIVE_REACHED: nobody meets it in part only: correct the condition, or remove it',
  ],
  [
    'a version with items that is not decided per item',
    { file: 'fee-exemption.yaml', from: 'oneDecisionPer: ITEM', to: 'oneDecisionPer: PERSON' },
    'oneDecisionPer: PERSON',
    'a version with items has oneDecisionPer ITEM, and no other has items',
  ],
  [
    'a published rule without its text',
    { file: 'start-bonus.yaml', from: 'status: draft', to: 'status: published' },
    'reference: Voorstel',
    'a published rule needs the URL of its legal text',
  ],
]

const feeExemption = await readFile('incentives/fee-exemption.yaml', 'utf8')

/** The exemption without the requirement that the person is registered, which keeps the owners of the grounds apart. */
const UNLED: Edit = {
  file: 'fee-exemption.yaml',
  from: feeExemption,
  to: feeExemption
    .replace(/ +# The agency sees who is registered[\s\S]*?(?= +- code: EXEMPTION_GROUND)/, '')
    .replace(/monotoneIn: .*/, 'monotoneIn: []'),
}

/** Rules from which a recipient could work out what it may not see. */
const TELLING: typeof RULES = [
  [
    'a look back at days of another owner',
    { file: 'fee-exemption.yaml', from: '    requirements:', to: '    lookBackDays: 31\n    requirements:' },
    'lookBackDays: 31',
    'version 3: looking back would reveal to INTEGRATION_AGENCY on which day jobseekerRegistered, livingWageAsGround, entitledToBenefitAsGround, reimbursementAsGround changed, which it may not see: remove lookBackDays, and have assessments opened on the day that counts',
  ],
  [
    'a look back of an OCMW at days of all OCMWs',
    { file: 'gpmi-deferral.yaml', from: '    requirements:', to: '    lookBackDays: 1\n    requirements:' },
    'lookBackDays: 1',
    'version 1: looking back would reveal to OCMW on which day gpmiHasIntegrationObjective, trajectoryContinuity changed',
  ],
  [
    'an "or" over owners for a recipient that sees for another purpose what one operand depends on: without registration there is no benefit, and the ground is one of the OCMW',
    UNLED,
    '- code: TARGET_GROUP',
    'version 3: INTEGRATION_AGENCY sees Newcomer.jobseekerRegistered for another purpose, and can derive with it that at least one of livingWageAsGround, reimbursementAsGround is so',
  ],
  [
    'a fact that the outcome tells and the file does not name',
    {
      file: 'start-bonus.yaml',
      from: '        are: [YES, NO]',
      to: '        are: [YES]',
    },
    '- code: NOT_STARTED',
    'version 1: the outcome reveals to MUNICIPALITY that notStartedForOneYear is not so, which no protocol shows: name it under "reveals" with its legal ground, as { facts: [notStartedForOneYear], are: [NO], why: … }, or take it out of the rule',
  ],
  [
    'grounds that are shown one by one, so that the state of each tells of the others',
    fact('    shownAs: exemptionGround\n    label: { nl: leefloon', '    label: { nl: leefloon'),
    '',
    'the outcome reveals to INTEGRATION_AGENCY that at least one of entitledToBenefitAsGround, reimbursementAsGround is so',
  ],
  [
    'a telling that the rule has not',
    {
      file: 'accelerated-matching.yaml',
      from: '    monotoneIn:',
      to: '    reveals:\n      - { facts: [hasCertificate], are: [YES], why: { nl: x, en: x } }\n    monotoneIn:',
    },
    'facts: [hasCertificate]',
    'version 1: the rule does not reveal that hasCertificate is so: remove it from "reveals"',
  ],
]

test.each(TELLING)('%s is refused with file, line and remedy', async (_what, edit, at, says) => {
  const problems = await problemsAfter(edit)
  expect(problems).toContain(says)
  if (at === '') return
  const lines = (await readFile(join(folder, edit.file), 'utf8')).split('\n')
  expect(problems).toContain(`${edit.file}:${lines.findIndex((text) => text.includes(at)) + 1} ${says}`)
})

test.each(RULES)('%s is refused with file, line and remedy', async (_what, edit, at, says) => {
  const problems = await problemsAfter(edit)
  expect(problems).toContain(says)
  const lines = (await readFile(join(folder, edit.file), 'utf8')).split('\n')
  const line = lines.findIndex((text) => text.includes(at)) + 1
  const found = problems.split('\n').filter((problem) => problem.includes(says))
  expect(found.map((problem) => problem.slice(0, problem.indexOf(' ')))).toEqual(found.map(() => `${edit.file}:${line}`))
})

test('versions whose days overlap are refused', async () => {
  const text = await readFile('incentives/start-bonus.yaml', 'utf8')
  const version = text.slice(text.indexOf('  - version: 1'))
  const second = version.replace('version: 1', 'version: 2').replace('from: 2026-01-01', 'from: 2026-06-01')
  const problems = await problemsAfter({ file: 'start-bonus.yaml', from: version, to: `${version}${second}` })
  const line = `${text}${second}`.split('\n').findIndex((each) => each.includes('from: 2026-06-01')) + 1
  expect(problems).toBe(`start-bonus.yaml:${line} version 2 overlaps version 1: end version 1 on or before 2026-06-01`)
})

test('a protocol that ends before a rule does is told beforehand', async () => {
  const register = (await loadRegister('protocols', { production: false })).map((filed) => ({
    ...filed,
    protocol:
      filed.protocol.id === 'work-incentive'
        ? { ...filed.protocol, inForce: { ...filed.protocol.inForce, until: '2027-01-01' } }
        : filed.protocol,
  }))
  const catalogue = await loadCatalogue('incentives', { production: false })
  const grantable = assessableFrom(register, '2026-11-23')
  expect(checkCatalogue(hub, catalogue, grantable.slice(0, 1))).toEqual([])
  const messages = checkCatalogue(hub, catalogue, grantable).map(({ message }) => message)
  expect(messages.length).toBeGreaterThan(0)
  expect(messages.every((message) => message.includes('in force on 2027-01-01'))).toBe(true)
})

test('the shipped catalogue is right', async () => {
  const register = await loadRegister('protocols', { production: false })
  expect(checkCatalogue(hub, await loadCatalogue('incentives', { production: false }), assessableFrom(register, '2026-11-23'))).toEqual([])
})

test('drafts are left out in production', async () => {
  expect((await loadCatalogue('incentives', { production: true })).incentives).toEqual([])
})
