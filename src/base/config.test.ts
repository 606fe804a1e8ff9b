import { generateKeyPairSync } from 'node:crypto'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, DEVELOPMENT_MASTER_KEY, loadConfig } from './config.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const SIGNING_KEY = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://hub@db.example/doorstroom',
  OIDC_ISSUER: 'https://issuer.example',
  HUB_MASTER_KEY: KEY,
  AUDIT_SIGNING_KEY: SIGNING_KEY,
}

const DATABASE_RULE =
  'DATABASE_URL: must be a postgresql:// address with a host; in a password, write @ as %40, / as %2F, ? as %3F, # as %23 and % as %25'

const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('a development hub', () => {
  test('needs no settings', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      modeTold: 'development, on this machine only: stand-ins and drafts are in use',
      host: '127.0.0.1',
      port: 4000,
      metricsPort: undefined,
      databaseUrl: undefined,
      biDatabaseUrl: undefined,
      databaseConnections: 40,
      statementMs: { standard: 15_000, byContract: new Map() },
      dataDir: resolve('.data'),
      oidcIssuer: undefined,
      oidcAudience: 'doorstroom',
      masterKey: Buffer.from(DEVELOPMENT_MASTER_KEY, 'base64'),
      previousMasterKey: undefined,
      protocolsDir: resolve('protocols'),
      incentivesDir: resolve('incentives'),
      referenceDir: resolve('reference'),
      issuerPort: 4001,
      logLevel: 'info',
      registeredOnly: false,
      seedPersons: 2000,
      auditSigningKey: undefined,
      auditAnchorFile: resolve('.data/audit/anchors.ndjson'),
      auditSealMs: 5_000,
      auditGraceMs: 300_000,
      auditWitness: undefined,
      auditWitnessToken: undefined,
      turns: { inFlight: 8, perConsumer: 2, queue: 200, waitMs: 1_000 },
      allowance: { requests: 12_000, cost: 10_000_000, documents: 60 },
      today: undefined,
    })
  })

  test('takes an empty variable as absent', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', HUB_INSECURE: '', HUB_TODAY: '' })).toEqual(loadConfig({}))
  })

  test('takes what it is given', () => {
    const config = loadConfig({ PORT: '0', SEED_PERSONS: '10', HUB_TODAY: '2026-11-23', HUB_MASTER_KEY: KEY, LOG_LEVEL: 'silent' })
    expect(config).toMatchObject({ port: 0, seedPersons: 10, today: '2026-11-23', masterKey: Buffer.alloc(32, 7), logLevel: 'silent' })
  })

  test('takes times of statements, and those that contracts have of their own', () => {
    expect(loadConfig({ STATEMENT_SECONDS: '15 VDAB/MATCHING=30 OCMW/REFERRAL=0.5' }).statementMs).toEqual({
      standard: 15_000,
      byContract: new Map([
        ['VDAB/MATCHING', 30_000],
        ['OCMW/REFERRAL', 500],
      ]),
    })
  })

  test('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true)
  })
})

describe('a production hub', () => {
  test('starts with what it must be given', () => {
    expect(loadConfig(PRODUCTION)).toMatchObject({
      production: true,
      databaseUrl: PRODUCTION.DATABASE_URL,
      oidcIssuer: PRODUCTION.OIDC_ISSUER,
    })
  })

  test('has no stand-ins', () => {
    expect(problemsOf({ NODE_ENV: 'production', HUB_TODAY: '2026-01-01' })).toEqual([
      'HUB_MASTER_KEY: required in production',
      'AUDIT_SIGNING_KEY: required in production',
      'DATABASE_URL: required in production',
      'OIDC_ISSUER: required in production (the development issuer does not run there)',
      'HUB_TODAY: not allowed in production',
    ])
  })

  test.each([DEVELOPMENT_MASTER_KEY, DEVELOPMENT_MASTER_KEY.replace('=', '')])('refuses the development key, spelled %#', (key) => {
    expect(problemsOf({ ...PRODUCTION, HUB_MASTER_KEY: key })).toEqual([
      'HUB_MASTER_KEY: must not be the public development key in production',
    ])
  })

  test.each([{ DATABASE_URL: 'postgresql://db.example/doorstroom' }, { OIDC_ISSUER: 'https://issuer.example' }, { HOST: '0.0.0.0' }])(
    'is one that was given %j and not told to be insecure: it has no stand-ins either',
    (given) => {
      const missing = ['DATABASE_URL', 'OIDC_ISSUER'].filter((name) => !(name in given))
      expect(problemsOf(given).map((line) => line.split(':')[0])).toEqual(['HUB_MASTER_KEY', 'AUDIT_SIGNING_KEY', ...missing])
      expect(loadConfig({ ...PRODUCTION, NODE_ENV: 'development', ...given })).toMatchObject({ production: true, seedPersons: 0 })
    },
  )

  test.each([DEVELOPMENT_MASTER_KEY, DEVELOPMENT_MASTER_KEY.replace('=', '')])('refuses it as the key of before too, spelled %#', (key) => {
    expect(problemsOf({ ...PRODUCTION, HUB_MASTER_KEY_PREVIOUS: key })).toEqual([
      'HUB_MASTER_KEY_PREVIOUS: must not be the public development key in production',
    ])
  })

  test('cannot be insecure', () => {
    expect(problemsOf({ ...PRODUCTION, HUB_INSECURE: 'FICTIONAL_DATA_ONLY' })).toEqual([
      'HUB_INSECURE: not allowed with NODE_ENV=production',
    ])
  })

  test('refuses an issuer without encryption', () => {
    expect(problemsOf({ ...PRODUCTION, OIDC_ISSUER: 'http://issuer.example' })).toEqual(['OIDC_ISSUER: must be https in production'])
  })
})

describe('an insecure hub', () => {
  test('has stand-ins beside the database that it was given, which it never seeds', () => {
    const given = { DATABASE_URL: 'postgresql://db/hub', HOST: '0.0.0.0', SEED_PERSONS: '10', HUB_INSECURE: 'FICTIONAL_DATA_ONLY' }
    expect(loadConfig(given)).toMatchObject({
      production: false,
      oidcIssuer: undefined,
      masterKey: Buffer.from(DEVELOPMENT_MASTER_KEY, 'base64'),
      seedPersons: 0,
    })
  })
})

describe('mistakes', () => {
  test('are all reported at once', () => {
    const env = {
      NODE_ENV: 'staging',
      PORT: '70000',
      ISSUER_PORT: 'x',
      DATABASE_URL: 'mysql://db',
      OIDC_ISSUER: 'issuer',
      HUB_MASTER_KEY: 'c2hvcnQ=',
      LOG_LEVEL: 'loud',
      SEED_PERSONS: '-1',
      AUDIT_SIGNING_KEY: 'c2hvcnQ=',
      AUDIT_GRACE_SECONDS: '0',
      HUB_INSECURE: 'yes',
      HUB_TODAY: '2026-02-30',
    }
    expect(problemsOf(env)).toEqual([
      'NODE_ENV: must be development, test or production',
      'PORT: must be a whole number from 0 to 65535',
      DATABASE_RULE,
      'OIDC_ISSUER: must be an http(s) address',
      'HUB_MASTER_KEY: must be base64 of at least 32 bytes: openssl rand -base64 32',
      'ISSUER_PORT: must be a whole number from 0 to 65535',
      'LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent',
      'SEED_PERSONS: must be a whole number from 0 to 2000000',
      'AUDIT_SIGNING_KEY: must be an Ed25519 private key, PKCS#8 as base64 or PEM: openssl genpkey -algorithm ed25519 -outform DER | base64 -w0',
      'AUDIT_GRACE_SECONDS: must be a number of seconds from 0.1 to 86400',
      'HUB_INSECURE: must be FICTIONAL_DATA_ONLY or absent',
      'HUB_TODAY: must be a date, YYYY-MM-DD',
    ])
  })

  test.each(['hub:12/34@db/hub', 'hub:12?34@db/hub', 'hub:12#34@db/hub', 'hub:1%2@db/hub', 'hub:pa/ss@db/hub', '/hub', 'db/a/b', 'db/a@b'])(
    'of a database address are told before the rest of a password is taken for something else: postgresql://%s',
    (address) => {
      expect(problemsOf({ ...PRODUCTION, DATABASE_URL: `postgresql://${address}` })).toEqual([DATABASE_RULE])
    },
  )

  test.each(['hub:1%2F2%40@db/hub?sslmode=verify-full', 'db', 'hub@[::1]:5432/hub', '/hub?host=/run/postgresql'])(
    'are not found in postgresql://%s',
    (address) => {
      expect(problemsOf({ ...PRODUCTION, DATABASE_URL: `postgresql://${address}` })).toEqual([])
    },
  )

  test('never repeat a value', () => {
    const secret = 'hunter2'
    const env = { DATABASE_URL: `mysql://hub:${secret}@db`, HUB_MASTER_KEY: secret, OIDC_ISSUER: secret, NODE_ENV: secret }
    expect(() => loadConfig(env)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }))
  })
})

describe('settings that go together', () => {
  test('a master key of before is another one than the master key, which is given too', () => {
    expect(problemsOf({ HUB_MASTER_KEY_PREVIOUS: KEY })).toEqual([
      'HUB_MASTER_KEY_PREVIOUS: needs HUB_MASTER_KEY, the key that takes its place',
    ])
    expect(problemsOf({ HUB_MASTER_KEY: KEY, HUB_MASTER_KEY_PREVIOUS: KEY.replace('=', '') })).toEqual([
      'HUB_MASTER_KEY_PREVIOUS: must be another key than HUB_MASTER_KEY',
    ])
    const next = Buffer.alloc(32, 8)
    const rotating = loadConfig({ HUB_MASTER_KEY: next.toString('base64'), HUB_MASTER_KEY_PREVIOUS: KEY })
    expect(rotating).toMatchObject({ masterKey: next, previousMasterKey: Buffer.alloc(32, 7) })
  })

  test('a token for the witness goes to an https address, and fits into a header', () => {
    const https = { AUDIT_WITNESS: 'https://witness.example/checkpoints' }
    const needed = ['AUDIT_WITNESS_TOKEN: needs an https address in AUDIT_WITNESS']
    expect(problemsOf({ AUDIT_WITNESS_TOKEN: 'abc' })).toEqual(needed)
    expect(problemsOf({ AUDIT_WITNESS_TOKEN: 'abc', AUDIT_WITNESS: 'postgresql://witness/db' })).toEqual(needed)
    expect(problemsOf({ AUDIT_WITNESS_TOKEN: 'hunter2\r\nx: y', ...https })).toEqual([
      'AUDIT_WITNESS_TOKEN: must be a bearer token: letters, digits and . _ ~ + / - only, then perhaps =',
    ])
    expect(loadConfig({ AUDIT_WITNESS_TOKEN: 'abc.def=', ...https })).toMatchObject({ auditWitnessToken: 'abc.def=' })
  })
})
