import { expect, test } from 'vitest'
import { parseOrganisationCode } from './organisation-code.ts'

test.each([
  ['0887.010.362', '0887010362'],
  ['BE 0887010362', '0887010362'],
  ['0000.000.394', '0000000394'],
  ['ovo002949', 'OVO002949'],
  ['0887010363', undefined],
  ['OVO2949', undefined],
  ['', undefined],
])('%j is the code %s', (text, code) => {
  expect(parseOrganisationCode(text)).toBe(code)
})
