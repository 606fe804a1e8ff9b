/**
 * Two holders of a file of which only one can be held: both see the conflict and whom to phone, nobody else sees it, nothing of the other's
 * file shows in it, and a handover ends the file of who hands over, and no other. For every record type that says so.
 */
import { randomUUID } from 'node:crypto'
import { PUBLISHED } from '../../src/activities/delivery/record-types.ts'
import { toConstantCase } from '../../src/base/constant-case.ts'
import type { Insz } from '../../src/base/insz.ts'
import type { RecordType } from '../../src/domains/declaration/record-type.ts'
import type { Answer, Body } from '../attack/answer.ts'
import { ask } from '../attack/ask.ts'
import { createDice, type Dice } from '../non-interference/dice.ts'
import type { Bench } from './bench.ts'
import { lay } from './beside.ts'
import { clientFiles } from './delivering.ts'
import { ORGANISATIONS, type Organisation } from './organisations.ts'
import { drawOther, drawRecord, nextDay, type Values } from './samples.ts'

type Pair = { type: RecordType; holder: Organisation; other: Organisation; dice: Dice }

/** Days of the words of the other, after that of the holder. */
const AS_OF = ['2026-09-02', '2026-09-03'] as const

/** Organisations without applications: one that has nothing to do with the holder, and one that merged into it. */
const BESIDE = { INTEGRATION_AGENCY: [299_996, 299_997], OCMW: [299_998, 299_999] } as Record<string, readonly [number, number]>
const ELSEWHERE = 'Elders'

/** @returns what did not hold. */
export async function proveConflicts(bench: Bench, seed: number): Promise<string | undefined> {
  const types = PUBLISHED.filter(({ oneHolder }) => oneHolder !== undefined)
  if (types.length < 4) return `only ${types.length} record types say that one organisation holds them`
  for (const [index, type] of types.entries()) {
    const [holder, other] = ORGANISATIONS.filter(({ domains }) => domains.includes(type.domain))
    if (holder === undefined || other === undefined) throw new Error(`Two organisations must deliver ${type.name}.`)
    const wrong = await proveConflict(bench, { type, holder, other, dice: createDice(seed, -2 - index) })
    if (wrong !== undefined) return `seed ${seed}, ${type.name} of ${holder.asks} and ${other.asks}: ${wrong}`
  }
  return undefined
}

async function proveConflict(bench: Bench, pair: Pair): Promise<string | undefined> {
  const { type, holder, other, dice } = pair
  const { delivering } = bench
  const about = await delivering.somebody()
  const row = drawRecord(dice, type, 'HOUDER')
  const filesBeside = (marker: string) => clientFiles(dice, type, marker).filter(({ record }) => record !== type.name)
  await lay(bench, { type, about, consumer: holder.delivers, records: [...filesBeside('HOUDER'), row] })
  await storeBeside(bench, pair, about, row)
  // Where another file makes clients too, the other organisation knows the person without a file of this kind.
  const known = filesBeside('ANDER')
  if (known.length > 0) await lay(bench, { type, about, consumer: other.delivers, records: known })
  const seenBy = async (organisation: Organisation) => await readQueue(bench, pair, organisation, about)
  const alone = namesOf(await seenBy(holder))
  if (alone !== ELSEWHERE) return `the holder sees "${alone}" instead of the one other holder`
  const stranger = namesOf(await seenBy(other))
  if (stranger !== '') return `${other.asks} has no such file and sees "${stranger}"`
  const beside = drawOther(dice, type, row, 'ANDER')
  await deliverOther(bench, pair, about, beside, AS_OF[0])
  const before = await seenBy(holder)
  if (namesOf(before).split(',').length < 2) return `two others hold such a file, and the holder sees "${namesOf(before)}"`
  await deliverOther(bench, pair, about, drawOther(dice, type, beside, 'BETER'), AS_OF[1])
  if (JSON.stringify(await seenBy(holder)) !== JSON.stringify(before)) return "what the other's file says shows in the queue of the holder"
  return await proveHandover(bench, pair, about, seenBy)
}

type Conflict = { otherHolder: { name: string } }
type SeenBy = (organisation: Organisation) => Promise<readonly Conflict[]>

/** Each own row is in conflict with each of another; who merged into the holder has one too. */
const namesOf = (files: readonly Conflict[]) => [...new Set(files.map(({ otherHolder }) => otherHolder.name))].toSorted().join()

/** The other hands its file over from today on: its own ends, the holder's row and those beside it stay. */
async function proveHandover(bench: Bench, { type, holder, other }: Pair, about: Insz, seenBy: SeenBy): Promise<string | undefined> {
  const { hub } = bench
  // Three rows of others: of the holder, of one that merged into it, and of one elsewhere; and the other's own.
  const open = async () => {
    const { rows } = await hub.pool.query<{ code: string }>(
      `select c.code from ${type.table} t join directory.organisation_code c on c.organisation_id = t.organisation_id and c.scheme = 'KBO'
       join directory.person_number n on n.person_id = t.person_id
       where n.insz_hash = $1 and (t.valid_until is null or t.valid_until > $2) order by 1`,
      [hub.vault.hashInsz(about), hub.today],
    )
    return rows.map(({ code }) => code)
  }
  const before = await open()
  if (!before.includes(other.code)) return `${other.asks} holds no file to hand over`
  const { newcomerByInsz } = (
    await asks(bench, other, { query: 'query ($insz: Insz!) { newcomerByInsz(insz: $insz) { id } }', variables: { insz: about } })
  ).data as { newcomerByInsz: { id: string } }
  const input = { newcomerId: newcomerByInsz.id, kind: toConstantCase(type.name), endsOn: hub.today }
  const query = 'mutation ($input: HandOverFileInput!) { handOverFile(input: $input) { endsOn userErrors { code } } }'
  const handed = await asks(bench, other, { query, variables: { input } })
  if (!handed.text.includes(`"endsOn":"${hub.today}"`)) return `a handover of the own file is answered ${handed.text.slice(0, 300)}`
  const after = await open()
  if (after.join() !== before.filter((code) => code !== other.code).join())
    return `a handover of ${other.asks} leaves open ${after} of ${before}`
  const left = namesOf(await seenBy(holder))
  return left === ELSEWHERE ? undefined : `after the handover the holder sees "${left}"`
}

/** Rows of the organisations beside the two, on the day after the holder's. */
async function storeBeside({ hub: { pool }, delivering }: Bench, { type, holder }: Pair, about: Insz, row: Values): Promise<void> {
  const ids = BESIDE[holder.group] ?? []
  await pool.query(
    `insert into directory.organisation (id, kind, name, valid_from, valid_until, successor_id)
     select x.id, $1::directory.organisation_kind, x.name, '1977-01-01', x.until, x.successor
     from (values ($2::int, '${ELSEWHERE}', null::date, null::int),
       ($3::int, 'Vroeger', '2026-01-01', (select organisation_id from directory.organisation_code where code = $4))) x (id, name, until, successor)
     on conflict do nothing`,
    [holder.group, ...ids, holder.code],
  )
  for (const id of ids) {
    const code = `9999${id}`
    await pool.query(
      `insert into directory.organisation_code (scheme, code, organisation_id, placeholder) values ('KBO', $1, $2, true) on conflict do nothing`,
      [code, id],
    )
    await delivering.store(type, code, about, nextDay(type, row))
  }
}

async function deliverOther({ delivering }: Bench, { type, other }: Pair, about: Insz, record: Values, asOf: string): Promise<void> {
  const received = await delivering.send(other.delivers ?? '', 'DELIVER', { domain: type.domain, asOf, records: [record], about })
  if (received.applied !== 1) throw new Error(`a file of ${other.delivers} is not stored: ${received.text.slice(0, 300)}`)
}

/** Conflicts that an organisation sees about a person; none when the person is not in its queue. */
async function readQueue(bench: Bench, { type }: Pair, organisation: Organisation, about: Insz): Promise<readonly Conflict[]> {
  const query = `query ($kind: FileKind!, $after: String) {
    holderConflicts(kind: $kind, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { newcomer { insz } files: ${type.name} { validFrom validUntil overlapsSince state handedOverOn otherHolder { name } } }
    }
  }`
  type Page = { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { newcomer: { insz: string } | null; files: Conflict[] }[] }
  let after: string | null = null
  for (;;) {
    const answer: Answer = await asks(bench, organisation, { query, variables: { kind: toConstantCase(type.name), after } })
    const { pageInfo, nodes } = (answer.data as { holderConflicts: Page }).holderConflicts
    const found = nodes.find(({ newcomer }) => newcomer?.insz === about)
    if (found !== undefined || !pageInfo.hasNextPage) return found?.files ?? []
    after = pageInfo.endCursor
  }
}

/** @throws when it is not answered. */
async function asks({ target, result }: Bench, { group, asks: consumer }: Organisation, body: Body): Promise<Answer> {
  const under = target.contracts.find(({ name }) => name === `${group}/REFERRAL`)
  if (under === undefined) throw new Error(`${group} has no contract for REFERRAL`)
  const answer = await ask(target, under, body, { consumer, headers: { 'idempotency-key': randomUUID() } })
  result.comparisons += 1
  if (answer.status === 200 && answer.errors.length === 0) return answer
  throw new Error(`${consumer} is not answered: ${answer.text.slice(0, 400)}`)
}
