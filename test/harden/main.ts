/** What a hub bears: `npm run harden -- [--only cuts]`. Prints what was measured; exit code 1 when something was lost, wrong or too slow. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findPostmaster, locateCluster } from '../../src/database/embedded/cluster.ts'
import type { RunningHub } from '../attack/running-hub.ts'
import { ROOT } from '../mutants/build.ts'
import { openProofWorld } from '../mutants/world.ts'
import { cutUnderWork } from './cuts.ts'
import { killUnderWork } from './kills.ts'
import { keepSilent, MUST, signalServer } from './silence.ts'

const PERSONS = 2_000
const CUTS = 100
const SILENCE_MS = 30_000
/** As often as the embedded server is started again within ten minutes. */
const KILLS = 5

/** @returns what went wrong. */
type Trial = (hub: RunningHub) => Promise<string[]>

const TRIALS: Readonly<Record<string, Trial>> = {
  cuts: async (hub) => {
    const { cut, work, lost } = await cutUnderWork(hub, hub.database.url, CUTS)
    console.log(`cuts: ${CUTS} times, ${cut} connections; acknowledged: ${work.acts.size} acts, ${work.deliveries.size} deliveries`)
    for (const [answer, times] of [...work.answers].sort()) console.log(`  ${answer}: ${times}`)
    return [...new Set(work.wrong), ...lost.map((each) => `lost: ${each}`), ...(cut < CUTS ? ['nothing was cut'] : [])]
  },
  kills: async (hub) => {
    const { recoveredMs, work, lost } = await killUnderWork(hub, join(hub.dataDir, '..'), KILLS)
    console.log(`kills: ready again after ${recoveredMs.map((ms) => `${Math.round(ms)} ms`).join(', ')}`)
    for (const [answer, times] of [...work.answers].sort()) console.log(`  ${answer}: ${times}`)
    return [...new Set(work.wrong), ...lost.map((each) => `lost: ${each}`)]
  },
  silence: async (hub) => {
    const postmaster = findPostmaster(locateCluster(join(hub.dataDir, '..')))?.pid
    if (postmaster === undefined) return ['no server to stop']
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => () => signalServer(postmaster, name)
    const found = await keepSilent(hub, { begin: signal('SIGSTOP'), end: signal('SIGCONT'), ms: SILENCE_MS })
    const { statuses, slowestMs, slowestHealthMs, recoveredMs, live, ready, wrong } = found
    console.log(
      `silence: ${SILENCE_MS / 1000} s; answers ${JSON.stringify([...statuses])}, slowest ${Math.round(slowestMs)} ms, health ${Math.round(slowestHealthMs)} ms, recovered in ${Math.round(recoveredMs)} ms`,
    )
    return [
      ...new Set(wrong),
      ...(slowestMs > MUST.answerMs ? [`an answer took ${Math.round(slowestMs)} ms`] : []),
      ...(recoveredMs > MUST.recoverMs ? [`recovered after ${Math.round(recoveredMs)} ms`] : []),
      ...(live.some((status) => status !== 200) ? ['live was not 200'] : []),
      ...(ready.slice(1).some((status) => status !== 503) ? ['ready was not 503'] : []),
    ]
  },
}

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const names = Object.keys(TRIALS).filter((name) => values.only === undefined || values.only === name)
if (names.length === 0) throw new Error(`--only takes one of ${Object.keys(TRIALS).join(', ')}`)
const world = await openProofWorld(PERSONS)
try {
  for (const name of names) {
    const wrong = (await world.withHub(ROOT, async (hub) => TRIALS[name]?.(hub))) ?? []
    for (const each of wrong.slice(0, 20)) console.log(`  ${each}`)
    console.log(`${name}: ${wrong.length === 0 ? 'held' : `${wrong.length} faults`}`)
    if (wrong.length > 0) process.exitCode = 1
  }
} finally {
  await world.close()
}
