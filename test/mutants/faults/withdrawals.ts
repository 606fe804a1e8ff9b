// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/** Faults: what was taken back stays, or what was not goes; two persons become one, or stay so. Most are sentences of the tests named here. */
import { type Mutant, mutant } from '../mutant.ts'

const STORE = 'src/activities/delivery/store'
const [WITHDRAW, SNAPSHOTS, TAKING_BACK, STATEMENTS, HELD, PART] = [
  'withdrawals',
  'snapshots',
  'taking-back',
  'statements',
  'held-merges',
  'part-person',
].map((name) => `${STORE}/${name}.ts`) as [string, string, string, string, string, string]

const GONE = 'where ${same(keyColumnsOf(type))} and t.as_of <= $3::date\n'

const OF_WITHDRAWALS: readonly Mutant[] = [
  mutant(
    'withdrawal-forgotten',
    'an older delivery brings back what was withdrawn',
    WITHDRAW,
    'where not exists (select',
    'where false and exists (select',
  ),
  mutant(
    'withdrawal-for-ever',
    'a row that is delivered after its withdrawal is lost',
    STATEMENTS,
    '${sameKey} and t.as_of < w.as_of)',
    '${sameKey})',
  ),
  mutant('withdrawal-of-newer', 'a late withdrawal takes back a newer row', WITHDRAW, GONE, 'where ${same(keyColumnsOf(type))}\n'),
  mutant(
    'orphans-stay',
    'what hangs on a withdrawn project stays',
    TAKING_BACK,
    'within?.record === file.name',
    "within?.record === `${file.name}'`",
  ),
  mutant(
    'said-until-ignored',
    'a residence stays ended by a move that was annulled',
    STATEMENTS,
    "coalesce(said_until, valid_until, 'infinity') as said",
    "coalesce(valid_until, 'infinity') as said",
  ),
  mutant(
    'snapshot-without-effect',
    'what the newest answer lacks stays',
    SNAPSHOTS,
    'and t.as_of < $3::date',
    'and t.as_of < $3::date and false',
  ),
  mutant('older-snapshot', 'an older answer takes out newer rows', SNAPSHOTS, 'and t.as_of < $3::date', 'and $3::date is not null'),
  mutant(
    'older-snapshot-kept',
    'an older answer takes the place of the newest, so that a late delivery brings back what that one lacks',
    SNAPSHOTS,
    'where s.as_of <= excluded.as_of',
    'where true',
  ),
  mutant('snapshot-of-all-sources', 'an answer takes out what another source said', SNAPSHOTS, 'and t.source = $2', 'and $2 is not null'),
  mutant(
    'snapshot-with-refusals',
    'what was refused counts as gone',
    'src/activities/delivery/snapshots.ts',
    'anyoneLost || lost.has(`${insz} ${type}`)',
    "lost.has('') && anyoneLost",
  ),
]

const OF_PERSONS: readonly Mutant[] = [
  mutant(
    'merge-not-held',
    'a woman and a man of different ages become one person',
    HELD,
    'if (contradicts.length > 0)',
    'if (contradicts.length > 9)',
  ),
  mutant(
    'rejected-merge',
    'persons whom an operator keeps apart become one when it is said again',
    HELD,
    "where h.state = 'REJECTED'",
    "where h.state = 'REJECTED' and false",
  ),
  mutant('parted-rows-stay', 'rows about both stay with one of two parted persons', PART, 'of EMPTIED)', 'of EMPTIED.slice(0, 0))'),
  mutant(
    'parted-merge-again',
    'parted persons become one when it is said again',
    PART,
    "'{}', 'REJECTED', 'operator'",
    "'{}', 'HELD', 'operator'",
  ),
]

const testedBy = (file: string) => (fault: Mutant) => ({ ...fault, tests: [file] })

export const WITHDRAWALS: readonly Mutant[] = [
  {
    ...mutant('withdrawn-row-read', 'facts read a row that was withdrawn', WITHDRAW, GONE, GONE.replace('\n', ' and false\n')),
    by: 'knowledge',
  },
  {
    ...mutant(
      'withdrawal-of-other',
      "a withdrawal reaches another holder's row",
      WITHDRAW,
      GONE,
      GONE.replace('keyColumnsOf(type)', 'keyColumnsOf(type).filter((name) => name !== holder)'),
    ),
    by: 'claims',
  },
  ...OF_WITHDRAWALS.map(testedBy('src/activities/delivery/withdrawals.test.ts')),
  ...OF_PERSONS.map(testedBy('src/activities/delivery/held-merges.test.ts')),
  testedBy('src/app/commands/merges.test.ts')(
    mutant(
      'merge-day-utc',
      'the operator reads of a merge the day in UTC',
      'src/activities/delivery/decide-merges.ts',
      "${dayAt('h.held_at')}::text",
      'h.held_at::date::text',
    ),
  ),
  testedBy('src/activities/incentive/decisions.test.ts')(
    mutant(
      'decision-unflagged',
      'nobody learns that a decision rested on a row that was withdrawn',
      TAKING_BACK,
      'if (taken.length === 0) return',
      'if (taken.length >= 0) return',
    ),
  ),
]
