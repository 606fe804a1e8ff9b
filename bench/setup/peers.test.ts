import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertPeersInstalled } from './peers.ts'

let folder: string
const write = (path: string, content: object) => {
  mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(folder, path, 'package.json'), JSON.stringify(content))
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'doorstroom-peers-'))
  write('.', { dependencies: { mercurius: '16.10.1', '@scope/one': '1.0.0' } })
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a bench with peers whose packages are absent or of another version says what to run', () => {
  write('node_modules/@scope/one', { version: '0.9.0' })
  expect(() => assertPeersInstalled(['hub', 'mercurius'], folder)).toThrow(
    'not installed: mercurius 16.10.1, @scope/one 1.0.0. Run "npm ci --prefix bench/peers" first, or choose systems without peers with --systems.',
  )
})

test('a bench of the hub alone needs no peers', () => {
  expect(() => assertPeersInstalled(['hub', 'L'], folder)).not.toThrow()
})

test('a bench whose peers are installed starts', () => {
  write('node_modules/mercurius', { version: '16.10.1' })
  write('node_modules/@scope/one', { version: '1.0.0' })
  expect(() => assertPeersInstalled(['yoga'], folder)).not.toThrow()
})
