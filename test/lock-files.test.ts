/** A lock file is written by npm alone: what a hand adds to it is installed without being checked. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Locked = { integrity?: string; optionalDependencies?: Record<string, string> }
type Lock = Record<string, Locked>

const read = (path: string) => (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { packages: Lock }).packages

/** Every package but the root itself. */
const packagesOf = (lock: Lock) => Object.entries(lock).filter(([path]) => path !== '')

const withoutIntegrity = (lock: Lock) => packagesOf(lock).flatMap(([path, { integrity }]) => (integrity === undefined ? [path] : []))

/** Builds for other platforms, which npm leaves out when it writes the file from what is installed. */
function absentOptional(lock: Lock): string[] {
  const names = new Set(Object.keys(lock).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)))
  const wanted = packagesOf(lock).flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
  return wanted.filter((name) => !names.has(name))
}

describe.each(['../package-lock.json', '../bench/peers/package-lock.json'])('%s', (path) => {
  const lock = read(path)

  test('has a checksum of every package', () => {
    expect(packagesOf(lock).length).toBeGreaterThan(200)
    expect(withoutIntegrity(lock)).toEqual([])
  })

  test('has every optional package, of all platforms', () => {
    expect(absentOptional(lock)).toEqual([])
  })
})

test('a package written by hand and one of another platform left out are found', () => {
  const lock = {
    '': {},
    'node_modules/a': { integrity: 'sha512-x', optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
    'node_modules/a-linux': {},
  }
  expect([withoutIntegrity(lock), absentOptional(lock)]).toEqual([['node_modules/a-linux'], ['a-darwin']])
})
