import { expect, test } from 'vitest'
import { describeSkipped, MAGDA, NEED_NAMES, needing } from './machine.ts'

test('a run says how many tests it skipped, and what they need', () => {
  const absent = (name: string) => name !== 'psql'
  expect(describeSkipped(['curl', 'MAGDA answers', 'curl', 'psql', undefined], absent)).toBe(
    `5 skipped: 2 need curl (the Debian package curl); 1 need MAGDA answers (files in ${MAGDA}, which are not published); 2 left out, or behind a failure`,
  )
})

test('a run that skipped nothing says nothing', () => {
  expect(describeSkipped([])).toBeUndefined()
})

test('a test is skipped when what it needs is absent, and carries its name', () => {
  const { PATH } = process.env
  process.env.PATH = ''
  try {
    expect(needing('curl')).toEqual({ skip: true, meta: { needs: 'curl' } })
  } finally {
    process.env.PATH = PATH
  }
  expect(NEED_NAMES).toHaveLength(6)
})
