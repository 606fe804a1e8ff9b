import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { completeInsz, holdsInsz, inszKind, parseInsz } from './insz.ts'

const ANYWHERE = { allowSynthetic: true }
const IN_PRODUCTION = { allowSynthetic: false }

const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))
const RUNS = { seed, numRuns: 2000 }
beforeAll(() => {
  console.log(`INSZ: seed ${seed}`)
})

const two = (value: number) => String(value).padStart(2, '0')
const year = fc.integer({ min: 0, max: 99 }).map(two)
const sequence = fc.integer({ min: 1, max: 998 }).map((number) => String(number).padStart(3, '0'))
/** 0, 20 and 40 in the registers; 60 and 80 in test environments. */
const twenty = fc.constantFrom(0, 20, 40, 60, 80)
const numberOf = ([yy, month, day, rest]: [string, number, number, string]) => completeInsz(`${yy}${two(month)}${two(day)}${rest}`, false)

describe('an INSZ', () => {
  test('of an unknown date of birth counts on beyond day 31: month 00, and 20 or 40 for a BIS number', () => {
    expect(parseInsz('00003241778', IN_PRODUCTION)).toBe('00003241778')
    const unknown = fc.tuple(year, fc.constantFrom(0, 20, 40), fc.integer({ min: 0, max: 99 }), sequence).map(numberOf)
    fc.assert(
      fc.property(unknown, (number) => parseInsz(number, IN_PRODUCTION) === number),
      RUNS,
    )
  })

  test.each(['85603200180', '00603201754'])('of a fictional person of unknown birth (%s) is accepted outside production only', (number) => {
    expect([parseInsz(number, ANYWHERE), parseInsz(number, IN_PRODUCTION)]).toEqual([number, undefined])
  })

  test('of a test environment (month 60 to 72, and 80 to 92 for BIS numbers) is accepted outside production only', () => {
    const months = fc.tuple(fc.constantFrom(60, 80), fc.integer({ min: 0, max: 12 })).map(([base, month]) => base + month)
    const synthetic = fc.tuple(year, months, fc.integer({ min: 0, max: 31 }), sequence).map(numberOf)
    fc.assert(
      fc.property(synthetic, (number) => {
        expect([parseInsz(number, ANYWHERE), parseInsz(number, IN_PRODUCTION), inszKind(number)]).toEqual([number, undefined, 'SYNTHETIC'])
      }),
      RUNS,
    )
  })

  test('with a known month has a day of at most 31, and no month beyond the twelfth of its range', () => {
    const dayTooLate = fc.tuple(year, twenty, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 32, max: 99 }), sequence)
    const monthTooLate = fc.tuple(year, twenty, fc.integer({ min: 13, max: 19 }), fc.integer({ min: 0, max: 31 }), sequence)
    fc.assert(
      fc.property(fc.oneof(dayTooLate, monthTooLate), ([yy, base, month, day, rest]) => {
        expect(parseInsz(numberOf([yy, base + month, day, rest]), ANYWHERE)).toBeUndefined()
      }),
      RUNS,
    )
  })

  test('stops being one when a single digit changes', () => {
    const numbers = fc.tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), sequence).map(numberOf)
    fc.assert(
      fc.property(numbers, fc.nat(8), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
        const changed = `${number.slice(0, place)}${(Number(number[place]) + by) % 10}${number.slice(place + 1)}`
        // Only the other century can fit the check digits of the changed number.
        const others = [completeInsz(changed.slice(0, 9), true)]
        expect([undefined, ...others]).toContain(parseInsz(changed, ANYWHERE))
      }),
      RUNS,
    )
  })
})

describe('a text holds a number', () => {
  const number = completeInsz('850730033', false)
  const written = number.replace(/^(..)(..)(..)(...)/, '$1.$2.$3-$4.')

  test.each([number, `file ${number}.`, written, written.replaceAll(/[.-]/g, ' '), written.replaceAll(/[.-]/g, '/')])('%s', (text) => {
    expect(holdsInsz(text)).toBe(true)
  })

  test.each([
    ['with wrong check digits', `${number.slice(0, 9)}00`],
    ['within more digits', `1${number}`],
    ['too short', number.slice(0, 10)],
    ['in an id, by chance', `a${number.slice(0, 7)}-${number.slice(7)}-4a00-8000-000000000000`],
    ['none at all', 'delivery of 30 November'],
  ])('not %s', (_what, text) => {
    expect(holdsInsz(text)).toBe(false)
  })
})
