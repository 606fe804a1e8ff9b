import { describe, expect, test } from 'vitest'
import { decideMode, INSECURE, isLoopback } from './mode.ts'

const ON_THIS_MACHINE = 'development, on this machine only: stand-ins and drafts are in use'

describe('a hub is in production', () => {
  test.each([
    ['a database', { DATABASE_URL: 'postgresql://127.0.0.1/hub' }, 'production, because DATABASE_URL is set'],
    [
      'a database of figures elsewhere',
      { BI_DATABASE_URL: 'postgresql://figures.example/figures' },
      'production, because BI_DATABASE_URL is not on this machine',
    ],
    [
      'a database of figures whose parameters lead elsewhere',
      { BI_DATABASE_URL: 'postgresql://localhost/figures?host=figures.example' },
      'production, because BI_DATABASE_URL is not on this machine',
    ],
    [
      'an https issuer',
      { OIDC_ISSUER: 'https://issuer.example' },
      'production, because OIDC_ISSUER is not an http address on this machine',
    ],
    [
      'an https issuer on this machine',
      { OIDC_ISSUER: 'https://localhost:8443' },
      'production, because OIDC_ISSUER is not an http address on this machine',
    ],
    [
      'an issuer on another machine',
      { OIDC_ISSUER: 'http://issuer.example' },
      'production, because OIDC_ISSUER is not an http address on this machine',
    ],
    ['an address that others reach', { HOST: '0.0.0.0' }, 'production, because HOST is not a loopback address'],
    ['the word itself', { NODE_ENV: 'production' }, 'production, because NODE_ENV is production'],
    [
      'several of them',
      { NODE_ENV: 'development', DATABASE_URL: 'postgresql://db/hub', HOST: '::' },
      'production, because DATABASE_URL is set and HOST is not a loopback address',
    ],
    [
      'a database, and half a word',
      { DATABASE_URL: 'postgresql://db/hub', HUB_INSECURE: 'true' },
      'production, because DATABASE_URL is set',
    ],
    ['the word itself and its opposite', { NODE_ENV: 'production', HUB_INSECURE: INSECURE }, 'production, because NODE_ENV is production'],
  ])('when it is given %s', (_what, given, told) => {
    expect(decideMode(given)).toEqual({ production: true, told })
  })
})

describe('a hub is in development', () => {
  test.each([
    ['nothing', {}],
    ['a database of figures on this machine', { BI_DATABASE_URL: 'postgresql://bi@127.0.0.1:5433/figures' }],
    ['one behind a socket of this machine', { BI_DATABASE_URL: 'postgresql://localhost/figures?host=/run/postgresql' }],
    ['only what stays on this machine', { HOST: 'localhost', OIDC_ISSUER: 'http://127.0.0.1:4001', NODE_ENV: 'test' }],
  ])('when it is given %s', (_what, given) => {
    expect(decideMode(given)).toEqual({ production: false, told: ON_THIS_MACHINE })
  })

  test('when it is told to be insecure in so many words', () => {
    expect(decideMode({ DATABASE_URL: 'postgresql://db/hub', HOST: '0.0.0.0', HUB_INSECURE: INSECURE })).toEqual({
      production: false,
      told: 'INSECURE, because HUB_INSECURE says so: stand-ins and drafts are in use, for fictional data only',
    })
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['[::1]', true],
  ['LocalHost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['10.0.0.1', false],
  ['localhost.example', false],
  ['127.0.0.1.example', false],
])('the host %s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
