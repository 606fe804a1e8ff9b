import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createAskerBatches, type Runs } from './run-plan.ts'

type Question = { of: string; day: string }

/** Runs that answer when they are told to. */
function createRuns(fails: (questions: readonly Question[]) => Error | undefined = () => undefined) {
  const ran: string[][] = []
  const held: (() => void)[] = []
  const run = async (questions: readonly Question[]) => {
    ran.push(questions.map(({ of }) => of))
    await new Promise<void>((go) => held.push(go))
    const error = fails(questions)
    if (error !== undefined) throw error
    return questions.map(({ of }) => `answer to ${of}`)
  }
  const runs: Runs<Question, string> = {
    alone: async (question) => (await run([question]))[0] as string,
    shared: run,
    common: ({ day }) => day,
    isOfOne: (error) => (error as Error).message === 'a bad value',
  }
  /** Lets everything that runs now, and what it sets off, come to its end. */
  const letAllRun = async () => {
    while (held.length > 0) {
      for (const go of held.splice(0)) go()
      await wait(0)
    }
  }
  return { ask: createAskerBatches(runs), ran, letAllRun }
}

const question = (of: string, day = 'Monday'): Question => ({ of, day })

test('a question is sent at once and alone; those that arrive while it runs share the next statement, and each gets its own answer', async () => {
  const { ask, ran, letAllRun } = createRuns()
  const answers = ['a', 'b', 'c', 'd'].map((of) => ask(question(of)))
  expect(ran).toEqual([['a']])
  await letAllRun()
  expect(await Promise.all(answers)).toEqual(['answer to a', 'answer to b', 'answer to c', 'answer to d'])
  expect(ran).toEqual([['a'], ['b', 'c', 'd']])
})

test('questions of two days share no statement', async () => {
  const { ask, ran, letAllRun } = createRuns()
  const answers = [question('a'), question('b'), question('c', 'Tuesday'), question('d', 'Tuesday')].map(ask)
  await letAllRun()
  await Promise.all(answers)
  expect(ran).toEqual([['a'], ['b'], ['c', 'd']])
})

test('no more than 32 share a statement', async () => {
  const { ask, ran, letAllRun } = createRuns()
  const answers = Array.from({ length: 70 }, (_, index) => ask(question(String(index))))
  await letAllRun()
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 70 }, (_, index) => `answer to ${index}`))
  expect(ran.map(({ length }) => length)).toEqual([1, 32, 32, 5])
})

test('a slow statement holds nobody up: the next one goes out beside it', async () => {
  const { ask, ran, letAllRun } = createRuns()
  const answers = ['slow', 'b', 'c'].map((of) => ask(question(of)))
  await wait(60)
  expect(ran).toEqual([['slow'], ['b', 'c']])
  await letAllRun()
  await Promise.all(answers)
})

test('what may be one asker’s own fault is asked anew one by one, so that it is told to nobody else', async () => {
  const { ask, ran, letAllRun } = createRuns((questions) =>
    questions.some(({ of }) => of === 'bad') ? new Error('a bad value') : undefined,
  )
  const answers = Promise.allSettled(['a', 'b', 'bad', 'c'].map((of) => ask(question(of))))
  await letAllRun()
  await wait(0)
  await letAllRun()
  expect((await answers).map((settled) => (settled.status === 'fulfilled' ? settled.value : String(settled.reason)))).toEqual([
    'answer to a',
    'answer to b',
    'Error: a bad value',
    'answer to c',
  ])
  expect(ran).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']])
})

test('what is wrong for all, such as evidence that cannot be written, is told to all at once', async () => {
  const { ask, ran, letAllRun } = createRuns(() => new Error('no room'))
  const answers = Promise.allSettled(['a', 'b', 'c'].map((of) => ask(question(of))))
  await letAllRun()
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(ran).toEqual([['a'], ['b', 'c']])
})
