// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code, with its placeholders.
/**
 * What performance work added to the hub: each idea, and how the code reads without it. Each text must occur exactly once in its file, so that
 * a change that no longer fits the code fails by its name. An idea that another one contains (no sheets: no rows on sheets) is an entry of its own.
 */
import type { Patch } from '../../test/mutants/mutant.ts'
import { QUESTION_NAMES } from '../questions.ts'

/** Questions of the bench, in full and by hash, and a batch of 1,000 persons assessed by one rule. */
export const ASKED = [...QUESTION_NAMES, 'Q1-registered', 'Q2-registered', 'Q3-registered', 'assessment'] as const
export type Asked = (typeof ASKED)[number]

export type Idea = {
  name: string
  /** What the hub does with it. */
  what: string
  /** Where it can make a difference. */
  questions: readonly Asked[]
  /** The hub without it. */
  patches: readonly Patch[]
}

const FULL = QUESTION_NAMES
const WITH_ASSESSMENT = [...FULL, 'assessment'] as const
const REGISTERED = ['Q1-registered', 'Q2-registered', 'Q3-registered'] as const

const patch = (file: string, find: string, replace: string): Patch => ({ file, find, replace })

/** Builds with different statements serve one database: none may take away what another one's logins read. It is in every build, also in the hub as it is. */
export const SHARED_RIGHTS: Patch = patch(
  'src/query/contract-logins/rights.ts',
  '    ...joined(without(held, wanted)).map(({ right, role }) => `revoke ${right} from ${role}`),\n',
  '',
)

const STATEMENTS: readonly Idea[] = [
  {
    name: 'shared-statements',
    what: 'equal questions of the same moment in one statement (decision 20)',
    questions: ['Q1', 'Q1-registered'],
    patches: [
      patch(
        'src/query/compile.ts',
        'shared: isByKey(who) && canBeShared(statement) ? named(write(new Statement(contract, { shared: true }), question).text) : undefined,',
        'shared: undefined,',
      ),
    ],
  },
  {
    name: 'kept-plans',
    what: 'a statement compiled once per operation and contract, not for every request',
    questions: FULL,
    patches: [
      patch('src/query/reader.ts', 'const known = plans.get(key)', 'const known = undefined as Promise<ReadyPlan> | undefined'),
      // Runs are counted with the plan: its statement would never be prepared, which is not what this idea is about.
      patch('src/query/run-plan.ts', 'const UNPREPARED_RUNS = 2', 'const UNPREPARED_RUNS = 0'),
    ],
  },
  {
    name: 'generic-plans',
    what: "plans of PostgreSQL made once (plan_cache_mode) for contracts' logins",
    questions: FULL,
    patches: [patch('src/database/client.ts', ", plan_cache_mode: 'force_generic_plan'", '')],
  },
  {
    name: 'memoize-off',
    what: "enable_memoize = off for contracts' logins",
    questions: WITH_ASSESSMENT,
    patches: [patch('src/database/client.ts', "enable_memoize: 'off', ", '')],
  },
  {
    name: 'joined-lists',
    what: 'the objects of a list by a join, not by a subselect for each',
    questions: ['Q2', 'Q3'],
    patches: [
      patch(
        'src/query/compile.ts',
        "array_agg(${json} order by ${IN_PLACE})), '[]')\n  from ${rows}\n  cross join lateral (${item}) h_o`",
        "array_agg(${json.replace('row_to_json(h_o)', () => `(select row_to_json(h_o) from (${item}) h_o)`)} order by ${IN_PLACE})), '[]')\n  from ${rows}`",
      ),
    ],
  },
  {
    name: 'own-row-if-needed',
    what: "the person's own row looked up only where a statement names it",
    questions: WITH_ASSESSMENT,
    patches: [
      patch('src/query/row-selection.ts', 'const needsOwn = namesOwn || statement.carriedColumns().length > 0', 'const needsOwn = true'),
    ],
  },
]

const SHEETS: readonly Idea[] = [
  {
    name: 'fact-sheets',
    what: 'facts, names and short lists read from fact sheets (decision 21)',
    questions: WITH_ASSESSMENT,
    patches: [
      patch(
        'src/query/statement.ts',
        'onSheet: (table) => (isJoined ? (column) => this.#joinedColumn(table, column) : undefined),',
        'onSheet: () => undefined,',
      ),
    ],
  },
  {
    name: 'sheet-rows',
    what: 'rows and short lists on sheets, beside facts',
    questions: FULL,
    patches: [
      patch(
        'src/query/select-child-rows.ts',
        'const onSheet = selectFromSheet(read, inner, alias, terms, asked)',
        'const onSheet: OnSheet | undefined = undefined',
      ),
    ],
  },
  {
    name: 'sheet-own-columns',
    what: "the person's own columns on a sheet, beside facts",
    questions: ['Q1', 'Q2'],
    patches: [
      patch(
        'src/query/select.ts',
        'const onSheet = sheet !== undefined && place.row.carried ? valueOnSheet(terms, sheet, column) : undefined',
        'const onSheet = undefined',
      ),
    ],
  },
  {
    name: 'fact-functions',
    what: 'a database function where there is no sheet of the day, not a subselect in the statement (decision 24)',
    questions: WITH_ASSESSMENT,
    patches: [
      patch(
        'src/query/fact-sheet.ts',
        '  const { table, own } = sheet\n',
        '  const { table, own } = sheet\n  INLINE.set(table, sheetColumns(sheet))\n',
      ),
      patch(
        'src/query/fact-sheet.ts',
        "export const FUNCTION_PREFIX = 'compute_'\n",
        "export const FUNCTION_PREFIX = 'compute_'\nconst INLINE = new Map()\n",
      ),
      patch(
        'src/query/fact-sheet.ts',
        'else ${functionOf(table, name)}(${terms.person}, ${terms.today}) end`',
        'else ${computedValue(INLINE.get(table)[name].full, terms.person, terms.today)} end`',
      ),
    ],
  },
  {
    name: 'sheet-lookups',
    what: 'sheets looked up person by person (lateral, limit 1), not joined as PostgreSQL chooses',
    questions: WITH_ASSESSMENT,
    patches: [
      patch(
        'src/query/statement.ts',
        `([table, { alias, columns }]) => \`
  left join lateral (
    select \${[...columns].join(', ')}
    from \${table} h_known
    where h_known.person_id = \${ASKED_PERSON}
    limit 1
  ) \${alias} on true\`,`,
        '([table, { alias }]) => ` left join ${table} ${alias} on ${alias}.person_id = ${ASKED_PERSON}`,',
      ),
    ],
  },
]

const ANSWERS: readonly Idea[] = [
  {
    name: 'text-answers',
    what: 'JSON of PostgreSQL passed on as text, not parsed, walked and printed (decision 11)',
    questions: [...FULL, ...REGISTERED],
    patches: [
      patch('src/graphql/server/passthrough.ts', '    if (roots === null) return null\n', '    if (roots !== undefined) return null\n'),
    ],
  },
  {
    name: 'text-decided-once',
    what: 'whether a document can be passed on as text decided once per document',
    questions: FULL,
    patches: [patch('src/graphql/server/passthrough.ts', '    if (found !== undefined) return found\n', '')],
  },
  {
    name: 'registered-answers',
    what: 'registered operations answered without the server library',
    questions: REGISTERED,
    patches: [
      patch(
        'src/app/http/graphql-route.ts',
        'const { status, text } = await answerRegistered(',
        'readyForLibrary(request, mediaType, { ...envelope, query: registered })\n  if (contract !== undefined) return handle(request, reply, context)\n  const { status, text } = await answerRegistered(',
      ),
    ],
  },
  {
    name: 'ports-when-asked',
    what: 'ports of a request (referrals, incentives, figures) made when first asked for',
    questions: ['Q1'],
    patches: [
      patch(
        'src/graphql/schema/context.ts',
        '  return context\n',
        '  for (const name of Object.keys(binders)) void context.ports[name]\n  return context\n',
      ),
    ],
  },
  {
    name: 'remembered-verdicts',
    what: 'verdicts of a rule remembered by the values of its facts',
    questions: ['assessment'],
    patches: [
      patch(
        'src/activities/incentive/catalogue/rule.ts',
        'const verdict = verdicts.get(key) ?? assess(rule, known)',
        'const verdict = assess(rule, known)',
      ),
    ],
  },
]

const CALLERS: readonly Idea[] = [
  {
    name: 'remembered-tokens',
    what: 'verified tokens remembered, at most 5 minutes',
    questions: ['Q1', 'Q2', 'Q3'],
    patches: [patch('src/access/identity/authenticate.ts', 'rememberedTokens = 10_000,', 'rememberedTokens = 0,')],
  },
  {
    name: 'remembered-callers',
    what: 'callers remembered with their tokens, while the directory need not be read again',
    questions: ['Q1'],
    patches: [patch('src/access/identity/authenticate.ts', '    token.known = { caller, until }\n', '')],
  },
  {
    name: 'directory-in-memory',
    what: 'organisations held in memory for 30 seconds',
    questions: ['Q1'],
    patches: [patch('src/access/identity/organisations.ts', 'maxAgeMs = 30_000, missCooldownMs', 'maxAgeMs = 0, missCooldownMs')],
  },
]

export const IDEAS: readonly Idea[] = [...STATEMENTS, ...SHEETS, ...ANSWERS, ...CALLERS]

/** The hub as it is once more: how far two processes of one build are apart. */
export const SAME: Idea = { name: 'A/A', what: 'the hub against itself', questions: ASKED, patches: [] }
