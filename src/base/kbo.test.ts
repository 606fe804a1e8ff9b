import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseKbo, placeholderKbo } from './kbo.ts'

describe('a KBO number', () => {
  test.each([
    ['0543307391', '0543307391'],
    ['0421722346', '0421722346'],
    ['0887.010.362', '0887010362'],
    ['BE 0207.451.227', '0207451227'],
    ['be0212214125', '0212214125'],
  ])('%s is read as %s', (text, number) => {
    expect(parseKbo(text)).toBe(number)
  })

  test.each(['0887010363', '887010362', '2138199308', '08870103620', '0887O10362', '', '0000000000', '٠٨٨٧٠١٠٣٦٢'])(
    '%j is refused',
    (text) => {
      expect(parseKbo(text)).toBeUndefined()
    },
  )

  test('stops being one when a single digit changes', () => {
    const change = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.nat(9), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(change, ([id, place, by]) => {
        const number = placeholderKbo(id)
        const digit = (Number(number[place]) + by) % 10
        expect(parseKbo(`${number.slice(0, place)}${digit}${number.slice(place + 1)}`)).toBeUndefined()
      }),
    )
  })

  test('made up for development passes the check and begins as no real one does', () => {
    expect([placeholderKbo(3), placeholderKbo(244_021)]).toEqual(['0000000394', '0024402131'])
    expect(parseKbo(placeholderKbo(3))).toBe('0000000394')
  })
})
