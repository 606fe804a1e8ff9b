/** The disk of the database is full: everybody is told to come back, the hub says that it is not ready, and recovers when there is space. */
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { RunningHub } from '../attack/running-hub.ts'
import { listLost, workOn } from '../harden/hub-at-work.ts'
import { ROOT } from '../mutants/build.ts'
import { openProofWorld } from '../mutants/world.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

const MEGABYTES = 1_500
/** Longest until a full disk is noticed, and until the hub is ready after it. */
const NOTICED_MS = 30_000
const READY_MS = 60_000

const disk = mountSmallDisk(MEGABYTES)
if (disk === undefined) console.log('skipped: this user may not mount a disk that can be full')

const QUESTION = JSON.stringify({ query: '{ newcomers(first: 20) { nodes { id familyName } } }' })

async function ask({ address, token }: RunningHub) {
  const authorization = `Bearer ${await token('ocmw-gent', 'REFERRAL')}`
  const headers = { authorization, 'hub-purpose': 'REFERRAL', 'content-type': 'application/json' }
  const response = await fetch(`${address}/graphql`, { method: 'POST', headers, body: QUESTION })
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] }
  return { status: response.status, code: errors?.[0]?.extensions.code, retryAfter: response.headers.get('retry-after') }
}

const readiness = async ({ address }: RunningHub) => (await fetch(`${address}/health/ready`)).status

/** Until something holds. @returns milliseconds that it took. @throws when it does not. */
async function until(holds: () => Promise<boolean>, longestMs: number, what: string): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > longestMs) throw new Error(`not in time: ${what}`)
    await wait(50)
  }
  return performance.now() - began
}

test.skipIf(disk === undefined)(
  'questions, acts and deliveries are told to come back, the hub is not ready, and with space again nothing acknowledged is lost',
  { timeout: 300_000 },
  async () => {
    if (disk === undefined) return
    const before = process.env.TMPDIR
    process.env.TMPDIR = disk.folder
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
      disk.remove()
    })
    const world = await openProofWorld(100)
    onTestFinished(world.close)
    await world.withHub(ROOT, async (hub) => {
      let over = false
      const working = workOn(hub, () => over)
      try {
        await wait(1_000)
        disk.fill()
        // The one that was told: a small row can still find room after it.
        let answer = await ask(hub)
        const isTold = async () => {
          answer = await ask(hub)
          return answer.status === 503
        }
        const noticed = await until(isTold, NOTICED_MS, 'a question is told to come back')
        expect([answer.status, Number(answer.retryAfter) > 0]).toEqual([503, true])
        expect(['SOURCE_UNAVAILABLE', 'AUDIT_UNAVAILABLE']).toContain(answer.code)
        const unready = await until(async () => (await readiness(hub)) === 503, 5_000, 'the hub is not ready')
        // Long enough for acts and deliveries to meet it too.
        await wait(3_000)
        disk.free()
        const ready = await until(async () => (await readiness(hub)) === 200, READY_MS, 'the hub is ready again')
        expect(await ask(hub)).toMatchObject({ status: 200, code: undefined })
        console.log(
          `disk full: noticed after ${Math.round(noticed)} ms, not ready ${Math.round(unready)} ms later, ready ${Math.round(ready)} ms after there was space`,
        )
        await wait(500)
      } finally {
        disk.free()
        over = true
      }
      const work = await working
      console.log(`disk full: ${JSON.stringify([...work.answers])}`)
      expect({ lost: await listLost(hub, work), wrong: [...new Set(work.wrong)] }).toEqual({ lost: [], wrong: [] })
      expect([work.acts.size > 0, work.deliveries.size > 0]).toEqual([true, true])
    })
  },
)
