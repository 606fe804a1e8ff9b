/** Desk of the incentives of a build, on any day: opened from its own sources, with the contracts of the first day. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import type { Contract } from '../../src/access/protocols/contract.ts'
import type { Assessment } from '../../src/activities/incentive/assessment/assess-persons.ts'
import type { AssessmentCaller } from '../../src/activities/incentive/assessment/assessor.ts'
import type { CompiledIncentive } from '../../src/activities/incentive/catalogue/compiled-catalogue.ts'
import type { Purpose } from '../../src/base/purpose.ts'
import type { ContractName, Recipient } from '../../src/base/recipient.ts'
import type { RunningHub } from '../attack/running-hub.ts'

/** What a recipient is shown of one person. */
export type Shown = { outcome: string; reasons: readonly string[]; facts: readonly { name: string; state: string; asOf: string | null }[] }

/** Who asks: an organisation, of a group. */
export type Asker = { organisation: number; recipient: Recipient }

export type Desk = {
  incentives: readonly CompiledIncentive[]
  /** Coordinates that a group is shown under any purpose. */
  seenBy(recipient: Recipient): ReadonlySet<string>
  /** Whether the contract of an incentive shows all facts of its rule. */
  isOpen(incentive: CompiledIncentive): boolean
  /** @param asOf day that is asked about; null: the day itself. @returns undefined when it is refused. */
  assess(
    asker: Asker,
    incentive: CompiledIncentive,
    ids: readonly string[],
    day: string,
    asOf?: string,
  ): Promise<(Shown | null)[] | undefined>
  open(asker: Asker, incentive: CompiledIncentive, ids: readonly string[], day: string): Promise<void>
  /** All that is to be looked at again at this moment of a day. */
  lookAgain(day: string): Promise<void>
  close(): Promise<void>
}

export async function openDesk({ root, database, vault, dataDir, protocolsDir, today }: RunningHub): Promise<Desk> {
  const load = (file: string) => import(pathToFileURL(join(root, 'src', file)).href)
  const { loadConfig } = (await load('base/config.ts')) as typeof import('../../src/base/config.ts')
  const { createClock } = (await load('base/clock.ts')) as typeof import('../../src/base/clock.ts')
  const foundation = (await load('app/foundation.ts')) as typeof import('../../src/app/foundation.ts')
  const { createIncentives } = (await load('app/capabilities.ts')) as typeof import('../../src/app/capabilities.ts')
  const { showFacts } = (await load(
    'activities/incentive/assessment/assess-persons.ts',
  )) as typeof import('../../src/activities/incentive/assessment/assess-persons.ts')
  const { reassess } = (await load(
    'activities/incentive/reassessment/reassess.ts',
  )) as typeof import('../../src/activities/incentive/reassessment/reassess.ts')

  const { openDataKey } = (await load('database/keys/kept-keys.ts')) as typeof import('../../src/database/keys/kept-keys.ts')
  const config = loadConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, HUB_TODAY: today, PROTOCOLS_DIR: protocolsDir })
  const dataKey = await openDataKey(database.url, config)
  const parts = {
    config,
    dataKey,
    database,
    log: pino({ level: 'silent' }),
    vault,
    clock: createClock(today),
    opened: [] as (() => Promise<void>)[],
  }
  const rules = await foundation.loadRules(parts)
  const pools = foundation.openPools(parts)
  const { contracts, reader } = await foundation.openContracts(parts, rules, pools)
  const { desk, recordRule, acts } = createIncentives(parts, rules, reader, pools)
  const { byName } = (await contracts.on(today)).contracts
  const contractOf = (recipient: Recipient, purpose: Purpose): Contract => {
    const contract = byName.get(`${recipient}/${purpose}`)
    if (contract === undefined) throw new Error(`There is no contract ${recipient}/${purpose}.`)
    return contract
  }
  const ids = { operationId: '00000000-0000-4000-8000-000000000000', traceId: '0'.repeat(32) }
  const callerOf = ({ organisation, recipient }: Asker, purpose: Purpose, day: string): AssessmentCaller => ({
    contract: contractOf(recipient, purpose),
    human: false,
    run: { organisation, consumer: 'attacker', userRef: null, today: day, ...ids },
  })
  const shown = (assessment: Assessment): Shown => ({
    outcome: assessment.verdict.outcome,
    reasons: assessment.verdict.requirements.map(({ code, state }) => `${code}:${state}`),
    facts: showFacts(assessment, desk.catalogue).map(({ name, state, asOf }) => ({ name, state, asOf })),
  })
  return {
    incentives: [...desk.catalogue.incentives.values()],
    seenBy: (recipient) =>
      new Set([...byName.values()].filter((contract) => contract.recipient === recipient).flatMap(({ grants }) => [...grants.keys()])),
    isOpen: ({ file, versions }) => {
      const { grants } = contractOf(file.grantedBy, file.purpose)
      return versions.every(({ facts }) => facts.every(({ coordinates }) => coordinates.every((each) => grants.get(each)?.when === null)))
    },
    assess: async (asker, { file }, newcomers, day, asOf) => {
      const caller = callerOf(asker, file.purpose, day)
      const { assessments } = await desk
        .assess(caller, { incentive: file.id, ids: newcomers, asOf: asOf ?? null })
        .catch(() => ({ assessments: undefined }))
      return assessments?.map((assessment) => (assessment === null ? null : shown(assessment)))
    },
    open: async (asker, { file }, newcomers, day) => {
      await acts.open(callerOf(asker, file.purpose, day), { incentive: file.id, newcomerIds: newcomers, asOf: null }, null)
    },
    lookAgain: async (day) => {
      const contractNamed = async (name: string) => byName.get(name as ContractName)
      const looking = { pool: pools.acts, desk, vault, recordRule, contractOf: contractNamed, today: () => day, now: () => new Date() }
      while ((await reassess(looking)).looked > 0);
    },
    close: async () => {
      for (const close of parts.opened.toReversed()) await close()
    },
  }
}
