/** Runs every client as its own process against a live hub with the example deliveries, and reads all it printed. */

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { importPaths } from '../src/activities/delivery/import-paths.ts'
import { SILENT } from '../src/activities/delivery/progress.ts'
import { createClock } from '../src/base/clock.ts'
import { readSecrets } from '../src/development/issuer/secrets.ts'
import { CHILD_ENV } from '../test/support/child-env.ts'
import { closeAfterFile } from '../test/support/closing.ts'
import { startTestHub, type TestHub, TODAY } from '../test/support/hub.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const AMINA = '90720400142'
const DAWIT_OF_MECHELEN = '03713000770'
const SOFIA = '88710200549'
const AGII = '0543307391'
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ persons: 0 })
  const clock = createClock(TODAY)
  const ports = { database: hub.database, vault: hub.vault, allowSynthetic: true, clock, progress: SILENT, log: () => {} }
  const { files, records } = await importPaths([join(FOLDER, 'example-deliveries')], ports)
  expect({ files, refused: records.refused }).toEqual({
    files: { imported: 4, unchanged: 0, nothing: 0, refused: 0, skipped: 0 },
    refused: 0,
  })
})

type Ran = { code: number; out: string; err: string }

function run(client: string, args: string[], env: Record<string, string>): Promise<Ran> {
  const command = [join(FOLDER, client), '--hub', hub.address, ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env: { ...CHILD_ENV, ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: out.trim(), err: err.trim() }),
    )
  })
}

const bySecret = async (consumer: string) => ({
  HUB_ISSUER: hub.issuer,
  HUB_CLIENT_ID: consumer,
  HUB_CLIENT_SECRET: (await readSecrets(hub.config.dataDir))?.clients[consumer]?.secret ?? '',
})

const byKey = async (consumer: string) => ({
  HUB_ISSUER: hub.issuer,
  HUB_CLIENT_ID: consumer,
  HUB_CLIENT_KEY: JSON.stringify((await readSecrets(hub.config.dataDir))?.clients[consumer]?.key),
})

test('a counsellor sees a trajectory over three domains, with the objective of the GPMI that the agency co-signed', async () => {
  expect(await run('agency-dossier.ts', ['--insz', AMINA], await bySecret('agii-frontend'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "Amina Voorbeeldi, Gent, speaks ara
      integration (as of 2026-01-05)
        contract signed:     2024-11-04
        trajectory:          ACTIVE, counsellor Noor Voorbeeld
        social orientation:  passed yes
        Dutch, oral:         A2, in progress A2
        participation:       24 hours of 40
        certificate:         no
      work (as of 2026-01-05)
        registered:          yes, within 60 days yes
        in training:         no, until unknown
        employed:            no
      local
        GPMI objective:      DUTCH A2, by 2026-06-30",
    }
  `)
})

test('a counsellor sees no objective where the agency is no party, and why', async () => {
  expect(await run('agency-dossier.ts', ['--insz', DAWIT_OF_MECHELEN], await bySecret('agii-frontend'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "Dawit Voorbeeldai, Mechelen, speaks tir
      integration (as of 2026-01-05)
        contract signed:     2024-08-05
        trajectory:          ACTIVE, counsellor Bas Voorbeeld
        social orientation:  passed no
        Dutch, oral:         A1, in progress unknown
        participation:       unknown hours of 40
        certificate:         no
      work (as of 2026-01-05)
        registered:          yes, within 60 days no
        in training:         yes, until 2027-06
        employed:            no
      local
        GPMI objective:      not visible
      withheld: GpmiIntegrationObjective.dueOn of 1, AGENCY_NOT_PARTY_TO_GPMI
      withheld: GpmiIntegrationObjective.kind of 1, AGENCY_NOT_PARTY_TO_GPMI
      withheld: GpmiIntegrationObjective.level of 1, AGENCY_NOT_PARTY_TO_GPMI
      withheld: Newcomer.gpmiIntegrationObjective of 1, AGENCY_NOT_PARTY_TO_GPMI",
    }
  `)
})

test('an agency lists its own persons', async () => {
  expect(await run('agency-dossier.ts', [], await bySecret('agii-frontend'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "persons: 2
      03713000770 Dawit Voorbeeldai: ACTIVE
      90720400142 Amina Voorbeeldi: ACTIVE",
    }
  `)
})

test('a GPMI tool sees who to reach and whose objective is reached, each under its own purpose', async () => {
  const { code, out, err } = await run('gpmi-tool.ts', [], await bySecret('ocmw-gent'))
  // The order by id differs from database to database.
  const lines = out.replaceAll(/[0-9a-f-]{36}/g, '<id>').split('\n')
  const clients = lines.findIndex((line) => line.startsWith('GPMI clients')) + 1
  const sorted = [...lines.slice(0, clients), ...lines.slice(clients).sort()].join('\n')
  expect({ code, err, out: sorted }).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "Entitled, not started: 2
      Sofia Voorbeelda: call after the referral is accepted (por); living wage
      Mihai Voorbeeldescu: call after the referral is accepted (ron); jobseeker BENEFIT
      withheld: Newcomer.phone of 2, REFERRAL_NOT_ACCEPTED
    To reach through LIVING_WAGE: 1
      Sofia Voorbeelda: ENTITLED_NOT_STARTED, GPMI_IN_FORCE, LIVING_WAGE
        when the person agrees, to Amal: --refer 88710200549 --to 0000000394 --reason INBURGERING_INFO
    To reach through GPMI: 1
      Sofia Voorbeelda: ENTITLED_NOT_STARTED, GPMI_IN_FORCE, LIVING_WAGE
        when the person agrees, to Amal: --refer 88710200549 --to 0000000394 --reason INBURGERING_INFO
    Referrals sent: 0
    GPMI clients: 2
      <id> DUTCH ORAL A2: reached on 2026-01-05; next evaluation 2027-03
      <id> SOCIAL_ORIENTATION: not reached on 2026-01-05; next evaluation not planned
      withheld: Newcomer.benefitEndsWithin3Months of 1, PERSON_DID_NOT_CONSENT",
    }
  `)
})

test('a GPMI tool of another OCMW sees nobody of Gent', async () => {
  expect(await run('gpmi-tool.ts', [], await byKey('ocmw-mechelen'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "Entitled, not started: 0
    To reach through LIVING_WAGE: 0
    To reach through GPMI: 0
    Referrals sent: 0
    GPMI clients: 0",
    }
  `)
})

test('a municipality learns contract and certificate of its own resident', async () => {
  expect(await run('municipality-status.ts', ['--insz', AMINA], await bySecret('gemeente-gent'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "Amina Voorbeeldi
      contract signed: yes
      certificate:     no",
    }
  `)
})

test('a resident of another municipality does not exist for it', async () => {
  expect(await run('municipality-status.ts', ['--insz', DAWIT_OF_MECHELEN], await bySecret('gemeente-gent'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "This municipality has no resident with this number.",
    }
  `)
})

test('a BI tool reads its contract and gets no person', async () => {
  expect(await run('bi-figures.ts', [], { HUB_TOKEN: await hub.token('bi-tool', 'STATISTICS') })).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "Agentschap Binnenlands Bestuur, STATISTICS
      statistics@1 (draft): Figures without personal data, for policy and research
    no release of the funnel for 2025 yet: npm run hub -- statistics release --table funnel --period 2025
    requesting persons: GRAPHQL_VALIDATION_FAILED Query.newcomers, granted for no purpose",
    }
  `)
})

/** What a line says on any day: ids and deadlines, which count from the day of the test, are left out; the year 2099 is the test's own. */
const lasting = (line: string) => line.replace(UUID, '<id>').replaceAll(/by 20[2-8]\d-\d\d-\d\d/g, 'by <day>')

test('a referral goes from the OCMW to the agency and its outcome comes back', async () => {
  const [ocmw, agency] = [await bySecret('ocmw-gent'), await bySecret('agii-frontend')]
  const says = async (client: string, args: string[], env: Record<string, string>) => {
    const { code, out, err } = await run(client, args, env)
    return [...(code === 0 ? [] : [`exit ${code}`]), ...out.split('\n'), err].filter(Boolean).map(lasting)
  }
  const refer = ['--refer', SOFIA, '--to', AGII, '--reason', 'NT2_INTAKE', '--words', 'Wil graag Nederlands leren.']
  const sent = await run('gpmi-tool.ts', refer, ocmw)
  const [id = ''] = sent.out.match(UUID) ?? []
  const act = (name: string, ...more: string[]) => says('agency-referrals.ts', ['--act', name, '--referral', id, ...more], agency)
  const story = [
    { sent: lasting(sent.out) },
    { again: await says('gpmi-tool.ts', refer, ocmw) },
    { told: await says('agency-referrals.ts', [], agency) },
    { tooEarly: await act('accept') },
    { received: await act('receive') },
    { seen: await says('agency-referrals.ts', [], agency) },
    { accepted: await act('accept') },
    { inThePast: await act('schedule', '--at', '2026-01-05T09:00:00+01:00') },
    { scheduled: await act('schedule', '--at', '2099-01-05T09:00:00+01:00') },
    { started: await act('start') },
    { withoutOutcome: await act('complete') },
    { completed: await act('complete', '--outcome', 'GOAL_REACHED') },
    { heard: await says('gpmi-tool.ts', ['--show', 'referrals'], ocmw) },
  ]
  expect(story).toMatchInlineSnapshot(`
    [
      {
        "sent": "SENT to Agentschap Integratie en Inburgering, who reports receipt by <day>: <id>",
      },
      {
        "again": [
          "exit 1",
          "not done: This person already has an open referral for this reason between organisations of these kinds. (OPEN_REFERRAL_EXISTS, input.change.reason)",
        ],
      },
      {
        "told": [
          "Waiting for us: 1",
          "  <id> SENT, by <day>: NT2_INTAKE from OCMW Gent, not visible yet; "Wil graag Nederlands leren."; can RECEIVE",
          "  withheld: ReferredPerson.contactLanguage of 1, NO_OPEN_REFERRAL",
          "  withheld: ReferredPerson.familyName of 1, NO_OPEN_REFERRAL",
          "  withheld: ReferredPerson.givenNames of 1, NO_OPEN_REFERRAL",
        ],
      },
      {
        "tooEarly": [
          "exit 1",
          "not done: This is not possible in the present state of the referral. (ILLEGAL_TRANSITION)",
          "  present state: SENT; possible: receiveReferral",
        ],
      },
      {
        "received": [
          "RECEIVED, Sofia Voorbeelda; next act by <day>",
        ],
      },
      {
        "seen": [
          "Waiting for us: 1",
          "  <id> RECEIVED, by <day>: NT2_INTAKE from OCMW Gent, Sofia Voorbeelda (por); "Wil graag Nederlands leren."; can REQUEST_INFORMATION, ACCEPT, REJECT, REROUTE",
        ],
      },
      {
        "accepted": [
          "ACCEPTED, Sofia Voorbeelda; next act by <day>",
        ],
      },
      {
        "inThePast": [
          "exit 1",
          "not done: The appointment must be in the future. (BAD_USER_INPUT, input.change.appointmentAt)",
        ],
      },
      {
        "scheduled": [
          "SCHEDULED, Sofia Voorbeelda; next act by 2099-01-05",
        ],
      },
      {
        "started": [
          "STARTED, Sofia Voorbeelda",
        ],
      },
      {
        "withoutOutcome": [
          "exit 1",
          "not done: This act requires this field. (BAD_USER_INPUT, input.change.outcome)",
        ],
      },
      {
        "completed": [
          "COMPLETED, Sofia Voorbeelda",
        ],
      },
      {
        "heard": [
          "Referrals sent: 1",
          "  Sofia Voorbeelda to Agentschap Integratie en Inburgering (NT2_INTAKE): COMPLETED, GOAL_REACHED; appointment 2099-01-05T08:00:00+00:00",
        ],
      },
    ]
  `)
}, 60_000)

test('a matching service writes the facts of its jobseekers, one per line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstroom-clients-'))
  closeAfterFile(() => rm(folder, { recursive: true }))
  const out = join(folder, 'jobseekers.ndjson')
  expect(await run('matching-batch.ts', ['--out', out], await byKey('vdab-matching'))).toMatchInlineSnapshot(`
    {
      "code": 0,
      "err": "",
      "out": "3 jobseekers written
      withheld: KnownLanguage.language of 3, PERSON_DID_NOT_CONSENT
      withheld: Newcomer.knownLanguages of 3, PERSON_DID_NOT_CONSENT
      withheld: Newcomer.reachedWrittenA2 of 2, JOB_DOES_NOT_NEED_WRITING",
    }
  `)
  const lines = (await readFile(out, 'utf8')).trimEnd().split('\n')
  const facts = lines.map((line) => ({ ...JSON.parse(line), id: '<id>' })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  expect(facts).toMatchInlineSnapshot(`
    [
      {
        "busyDayparts": [],
        "hasCertificate": false,
        "id": "<id>",
        "integrationAsOf": "2026-01-05",
        "knownLanguages": null,
        "labourMarketAccess": "UNLIMITED",
        "needsOralApproach": true,
        "oralLevelBand": "A1",
        "reachedWrittenA2": null,
        "trajectoryActive": true,
      },
      {
        "busyDayparts": [
          "THU_EVE",
          "TUE_EVE",
        ],
        "hasCertificate": false,
        "id": "<id>",
        "integrationAsOf": "2026-01-05",
        "knownLanguages": null,
        "labourMarketAccess": "UNLIMITED",
        "needsOralApproach": null,
        "oralLevelBand": "A2",
        "reachedWrittenA2": false,
        "trajectoryActive": true,
      },
      {
        "busyDayparts": [],
        "hasCertificate": false,
        "id": "<id>",
        "integrationAsOf": "2026-01-05",
        "knownLanguages": null,
        "labourMarketAccess": "UNLIMITED",
        "needsOralApproach": null,
        "oralLevelBand": null,
        "reachedWrittenA2": null,
        "trajectoryActive": false,
      },
    ]
  `)
})

test('a client says what the hub refused, and ends with 1', async () => {
  expect(await run('bi-figures.ts', [], { HUB_TOKEN: await hub.token('ocmw-gent', 'REFERRAL') })).toMatchInlineSnapshot(`
    {
      "code": 1,
      "err": "PURPOSE_NOT_GRANTED: This purpose is not granted to this token, or no protocol in force covers it.",
      "out": "",
    }
  `)
  expect(await run('bi-figures.ts', [], {})).toMatchInlineSnapshot(`
    {
      "code": 1,
      "err": "Set HUB_TOKEN, or HUB_ISSUER and HUB_CLIENT_ID with HUB_CLIENT_SECRET or HUB_CLIENT_KEY.",
      "out": "",
    }
  `)
})
