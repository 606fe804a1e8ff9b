/** One consumer takes what it can get. Memory stays flat, every answer is one of three, and another consumer hardly notices. */
import { connect } from 'node:net'
import type { WireRequest } from '../../bench/systems/wire.ts'
import { differentQuestions } from './different-questions.ts'
import { type LoadFigures, load } from './load.ts'
import { openLoader } from './loader.ts'
import { type Course, courseOf, watchMemory } from './memory.ts'
import { postmasterOf } from './processes.ts'
import type { Asked, Staged } from './stage.ts'
import { toBytes } from './wire.ts'

/** Largest growth of memory after the warm-up, and largest multiple of the other consumer's quiet p95. */
const MUST = { growth: 1.1, slower: 2 }

const PER_SECOND = 50
const LOOPS = 64
const SOCKETS = 50
/** What another consumer asks meanwhile, and how long it is watched before. */
const OTHER = { perSecond: 20, quietSeconds: 20 }
/** Part of the time after which memory must be flat, and the shortest time of which that can be said: caches of connections fill for a minute. */
const WARM_UP = 0.2
const LONG_SECONDS = 240
/** Questions by which all consumers fill what the process remembers of documents and plans: one alone would take seven minutes, and memory grows meanwhile. */
const FILL = { perSecond: 12, seconds: 60 }
/** Statuses that a consumer who asks too much may meet. */
const EXPECTED = new Set(['200', '429', '503'])

/** @property own what the greedy consumer asks of the bench. @property like the first of it, about one person. */
type Greedy = { port: number; seconds: number; dossiers: readonly Asked[]; pages: readonly Asked[]; like: WireRequest }

/** What the one consumer does, for so long. */
type Greed = (greedy: Greedy) => Promise<LoadFigures | undefined>

const BATCH = 1_000
const BATCH_OF =
  'query Batch($ids: [ID!]!) { newcomersById(ids: $ids) { id familyName givenNames birthDate contractSigned oralLevelBand hasCertificate employed } }'

const GREED = {
  questions: async ({ port, seconds, like }) => {
    const next = differentQuestions(like, FILL.perSecond * FILL.seconds)
    return await load({ port, seconds, pace: { perSecond: PER_SECOND }, next: () => toBytes(next()) })
  },
  batches: async ({ port, seconds, dossiers, like }) => {
    const ids = [...new Set(dossiers.flatMap(({ persons }) => persons))].slice(0, BATCH)
    const batch = toBytes({ ...like, body: JSON.stringify({ query: BATCH_OF, variables: { ids } }) })
    return await load({ port, seconds, pace: { connections: LOOPS }, next: () => batch })
  },
  unread: async ({ port, seconds, pages }) => {
    const asked = pages.map(({ request }) => toBytes(request))
    const end = performance.now() + seconds * 1000
    await Promise.all(Array.from({ length: SOCKETS }, () => neverRead(port, asked, end)))
    return undefined
  },
} satisfies Record<string, Greed>

export type Variant = keyof typeof GREED
export const VARIANTS = Object.keys(GREED) as Variant[]

/** How often a connection that does not read asks again, in milliseconds. */
const ASK_AGAIN_MS = 50

/** Asks again and again on a connection and takes no answer; when it is cut, on another one. */
async function neverRead(port: number, pages: readonly Buffer[], end: number): Promise<void> {
  while (performance.now() < end) {
    const socket = connect(port, '127.0.0.1').pause()
    let place = 0
    const asking = setInterval(() => {
      place += 1
      // Requests that the hub does not take stay here, and are no trial of it.
      if (socket.writableLength === 0) socket.write(pages[place % pages.length] as Buffer)
    }, ASK_AGAIN_MS)
    const left = setTimeout(() => socket.destroy(), end - performance.now())
    await new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve()))
    clearInterval(asking)
    clearTimeout(left)
  }
}

/** @returns what went wrong. */
export async function starve(staged: Staged, variant: Variant, seconds: number): Promise<string[]> {
  const { hub, port } = staged
  const { greedy, other } = await castRoles(staged, seconds)
  const loader = await openLoader(other)
  try {
    if (variant === 'questions') await fillCaches(staged)
    const pace = { perSecond: OTHER.perSecond }
    await loader.run({ port, seconds: OTHER.quietSeconds / 2, pace })
    const quiet = await loader.run({ port, seconds: OTHER.quietSeconds, pace })
    const memory = watchMemory(hub.pid, postmasterOf(hub))
    const [beside, taken] = await Promise.all([loader.run({ port, seconds, pace }), GREED[variant](greedy)])
    const samples = memory.stop()
    const warmUpMs = WARM_UP * seconds * 1000
    const courses = { hub: courseOf(samples, 'hub', warmUpMs), postgres: courseOf(samples, 'postgres', warmUpMs) }
    tell(`${variant}, ${seconds} s`, { quiet, beside, taken, courses })
    return judge({ quiet, beside, taken, courses: seconds < LONG_SECONDS ? {} : courses }).map((fault) => `${variant}: ${fault}`)
  } finally {
    await loader.close()
  }
}

async function fillCaches({ ask, port }: Staged): Promise<void> {
  const dossiers = await ask('Q1')
  const likes = [...Map.groupBy(dossiers, ({ consumer }) => consumer).values()].flatMap(([first]) => (first === undefined ? [] : [first]))
  const asking = likes.map(({ request }, place) => differentQuestions(request, place * FILL.seconds))
  let sent = 0
  const next = () => {
    sent += 1
    return toBytes((asking[sent % asking.length] as () => WireRequest)())
  }
  const { answers } = await load({ port, seconds: FILL.seconds, pace: { perSecond: FILL.perSecond }, next })
  console.log(`caches filled by ${likes.length} consumers: answers ${JSON.stringify(answers)}`)
}

/** Two consumers of the same contract, which share its connections: one of the first organisation, and one of another. */
async function castRoles({ ask, port }: Staged, seconds: number): Promise<{ greedy: Greedy; other: Buffer[] }> {
  const [dossiers, pages] = [await ask('Q1'), await ask('Q2')]
  const [first] = dossiers
  const second = dossiers.find(({ organisation }) => organisation !== first?.organisation)
  if (first === undefined || second === undefined) throw new Error('two consumers are needed')
  const ofFirst = ({ organisation }: Asked) => organisation === first.organisation
  const ofSecond = ({ consumer }: Asked) => consumer === second.consumer
  return {
    greedy: {
      port,
      seconds,
      like: first.request,
      dossiers: dossiers.filter(ofFirst),
      pages: pages.filter(({ consumer }) => consumer === first.consumer),
    },
    other: inTurn(dossiers.filter(ofSecond), pages.filter(ofSecond)).map(({ request }) => toBytes(request)),
  }
}

/** One of each, as long as both last. */
function inTurn<T>(ones: readonly T[], others: readonly T[]): T[] {
  return ones.slice(0, others.length).flatMap((one, index) => [one, others[index] as T])
}

function tell(name: string, { quiet, beside, taken, courses }: Found): void {
  const asked =
    taken === undefined ? `${SOCKETS} sockets that do not read` : `${taken.sent} requests, answers ${JSON.stringify(taken.answers)}`
  console.log(`starvation by ${name}: ${asked}`)
  const { p95, p99 } = beside.latency
  console.log(
    `  another consumer: p95 ${quiet.latency.p95.toFixed(1)} ms when it is quiet, ${p95.toFixed(1)} ms beside it (p99 ${p99.toFixed(1)} ms), answers ${JSON.stringify(beside.answers)}`,
  )
  for (const [part, { from, to, most, byMinute }] of Object.entries(courses)) {
    const grown = ((100 * to) / from - 100).toFixed(1)
    const minutes = byMinute.map((mebibytes) => mebibytes.toFixed(0)).join(' ')
    console.log(
      `  memory of ${part}: ${from.toFixed(0)} to ${to.toFixed(0)} MiB (${grown} %), most ${most.toFixed(0)}; by minute ${minutes}`,
    )
  }
}

type Found = { quiet: LoadFigures; beside: LoadFigures; taken: LoadFigures | undefined; courses: Record<string, Course> }

function judge({ quiet, beside, taken, courses }: Found): string[] {
  const slower = beside.latency.p95 / quiet.latency.p95
  return [
    ...Object.keys(taken?.answers ?? {}).flatMap((status) => (EXPECTED.has(status) ? [] : [`answers of status ${status}`])),
    ...((taken?.wrong ?? 0) > 0 ? [`${taken?.wrong} answers without data or without Retry-After`] : []),
    ...(beside.sent - (beside.answers['200'] ?? 0) > 0 ? [`the other consumer was refused: ${JSON.stringify(beside.answers)}`] : []),
    ...(slower > MUST.slower ? [`the p95 of another consumer is ${slower.toFixed(2)} times its quiet one`] : []),
    ...Object.entries(courses).flatMap(([name, { from, to }]) =>
      to > MUST.growth * from ? [`memory of ${name} went from ${from.toFixed(0)} to ${to.toFixed(0)} MiB`] : [],
    ),
  ]
}
