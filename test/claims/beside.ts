/** Another organisation of the holder's own kind delivers the same key, corrects it and takes it back: its row stands beside the holder's. */
import type { Insz } from '../../src/base/insz.ts'
import type { RecordType } from '../../src/domains/declaration/record-type.ts'
import type { Bench, Case } from './bench.ts'
import { clientFiles, clientTypes, type Received } from './delivering.ts'
import { watchPerson } from './evidence.ts'
import { drawOther, drawRecord, isWithdrawable, nextDay, type Values, withdrawalOf, withoutLength } from './samples.ts'
import { differenceOf, namesOf, plain } from './saying.ts'

/** Days of the words of the holder, and of the other after them. */
const HOLDER_AS_OF = '2026-09-01'
const OTHER_AS_OF = ['2026-09-02', '2026-09-03', '2026-09-04', '2026-09-05'] as const

/** Text of the holder that occurs nowhere else. */
const MARKER = 'HOUDER'

/** @returns what did not hold. */
export async function proveBeside(bench: Bench, one: Case): Promise<string | undefined> {
  const { type, holder, other, dice, knows } = one
  const { reader, delivering, hub, result } = bench
  const about = await delivering.somebody()
  const twin = await delivering.somebody()
  const row = await layFile(bench, one, about)
  const own = knows ? clientFiles(dice, type, 'EIGEN') : []
  if (knows) for (const insz of [about, twin]) await lay(bench, { type, about: insz, consumer: other.delivers, records: own })
  const changed = [type.table, ...wordOf(type)]
  const before = await reader.read(holder, about, changed)
  if ([...before.values()].every((text) => text.includes('"newcomerByInsz":null'))) return 'the holder does not know its own client'
  const came = await watchPerson(hub.pool, hub.vault.hashInsz(about))
  const steps = stepsOf(one, row)
  for (const [index, { what, records, expected }] of steps.entries()) {
    const sent = { domain: type.domain, asOf: OTHER_AS_OF[index] ?? '', records }
    const received = await delivering.send(other.delivers ?? '', 'DELIVER', { ...sent, about })
    const inTwin = await delivering.send(other.delivers ?? '', 'DELIVER', { ...sent, about: twin })
    const wrong =
      countProblem(what, received, expected?.(bench)) ??
      (received.applied === inTwin.applied
        ? undefined
        : `${what}: ${received.applied} stored, and ${inTwin.applied} where the holder has no file`) ??
      differenceOf(`${what}: the holder reads something else`, before, await reader.read(holder, about, changed), result) ??
      (await gained(bench, one, { what, about, twin }))
    if (wrong !== undefined) return wrong
    const { relationships, claims, consumers } = await came()
    result.claims += claims.length
    const made = makesKnown(one, index, received) ? 1 : 0
    if (relationships.length !== made) return `${what}: ${relationships.length} relationships came instead of ${made}: ${relationships}`
    if (claims.join() !== relationships.join()) return `${what}: on record is "${claims}", and known now is "${relationships}"`
    if (consumers.some((consumer) => consumer !== other.delivers)) return `${what}: on record as the word of ${consumers}`
  }
  return undefined
}

/** The day of the newest word of the domain, which any record moves. */
const wordOf = ({ domain }: RecordType) => [`${domain.toLowerCase()}.dossier`]

/** The holder's own client files, and the row itself. */
async function layFile(bench: Bench, one: Case, about: Insz): Promise<Values> {
  const { type, holder, dice, isGranted } = one
  const row = drawRecord(dice, type, MARKER)
  const records = [...clientFiles(dice, type, MARKER), ...(isGranted ? [row] : [])]
  await lay(bench, { type, about, consumer: holder.delivers, records })
  if (!isGranted) await bench.delivering.store(type, holder.code, about, row)
  return row
}

type Laid = { type: RecordType; about: Insz; consumer: string | undefined; records: readonly Values[] }

/** @throws when not all of it is stored: nothing would be proved. */
export async function lay({ delivering }: Bench, { type, about, consumer = '', records }: Laid): Promise<void> {
  const received = await delivering.send(consumer, 'DELIVER', { domain: type.domain, asOf: HOLDER_AS_OF, records, about })
  if (received.applied === records.length) return
  throw new Error(`a file of the organisation's own is not stored: ${received.text.slice(0, 300)} ${JSON.stringify(records)}`)
}

/** @property expected how many records are stored; undefined: whether there is a row is not told. */
type Step = { what: string; records: readonly Values[]; expected?: (bench: Bench) => number }

function stepsOf(one: Case, row: Values): Step[] {
  const { type, holder, other, dice, knows } = one
  const beside = drawOther(dice, type, row, 'ANDER')
  const corrected = drawOther(dice, type, beside, 'BETER')
  const taken = withoutLength(type, corrected)
  const mine = (bench: Bench) => isOwn(bench.grants(other.group, type.name), knows)
  const none = () => 0
  const all = (records: readonly Values[]) => ({ records, expected: (bench: Bench) => (mine(bench) ? records.length : 0) })
  return [
    { what: "delivered as the holder's own", records: [{ ...beside, organisation: holder.code }], expected: none },
    { what: 'delivered with the same key, and with the next', ...all([beside, nextDay(type, beside)]) },
    { what: 'corrected', ...all([corrected]) },
    ...(taken === undefined
      ? []
      : [{ what: 'taken back', ...all([taken, { ...nextDay(type, beside), validUntil: nextDay(type, beside).validFrom }]) }]),
    ...(isWithdrawable(type) ? [{ what: 'withdrawn', records: [withdrawalOf(type, beside)] }] : []),
  ]
}

/** Whether records about the person are the organisation's to say: with a file of its own, the person is its client and has a project with it. */
const isOwn = (about: readonly string[], knows: boolean) =>
  about.includes('ANYONE') || (knows && (about.includes('OWN_CLIENTS') || about.includes('OWN_PROJECT')))

function countProblem(what: string, { status, applied, text }: Received, expected: number | undefined): string | undefined {
  if (expected === undefined) return undefined
  if (status === 200 ? applied === expected : expected === 0 && status === 403) return undefined
  return `${what}: ${applied} stored instead of ${expected} (${status} ${text.slice(0, 300)})`
}

/** The first file that makes the person a client makes it known; nothing else does. */
function makesKnown({ type, knows }: Case, step: number, { applied }: Received): boolean {
  return step === 1 && applied > 0 && !knows && type.relation?.organisations.by === 'holder'
}

/** What the other reads is what it would read if the holder had no file at all. */
async function gained(bench: Bench, { type, other }: Case, { what, about, twin }: { what: string; about: Insz; twin: Insz }) {
  const { reader, hub, result } = bench
  const tables = [type.table, ...clientTypes(type.domain).map(({ table }) => table), ...wordOf(type)]
  const read = async (insz: Insz) => plain(await reader.read(other, insz, tables), await namesOf(hub, insz))
  const whole = await reader.read(other, about, [])
  for (const [contract, text] of whole)
    if (text.includes(MARKER)) return `${what}: ${other.asks} reads the holder's word under ${contract}: ${text.slice(0, 600)}`
  return differenceOf(
    `${what}: ${other.asks} reads what it would not without the holder's file`,
    await read(twin),
    await read(about),
    result,
  )
}
