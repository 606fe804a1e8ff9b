import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { csvCell } from './csv.ts'

test.each([
  ['=cmd|calc', "'=cmd|calc"],
  ['+32', "'+32"],
  ['-1', "'-1"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['a=b', 'a=b'],
  ['Sint-Niklaas', 'Sint-Niklaas'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  [-5, '-5'],
  [null, ''],
])('%j becomes %j, which a spreadsheet does not run', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})

test('texts come back as they were, with the apostrophe', () => {
  const texts = ['a,b', 'two\nlines', '"quoted"', '=1+1']
  expect(parse(`${texts.map(csvCell).join(',')}\r\n`)).toEqual([['a,b', 'two\nlines', '"quoted"', "'=1+1"]])
})
