import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type EmbeddedLimits, keepRunning } from './keep-running.ts'

const LIMITS: EmbeddedLimits = { lookMs: 5, tries: 3, starts: 3, withinMs: 60_000 }

/** A server that runs until it is killed. @property starts how often it was started. @property broken how many starts fail from now on. */
function watched(limits = LIMITS) {
  const server = { runs: true, broken: 0, starts: 0, told: 0, lost: [] as string[] }
  const start = async () => {
    server.starts += 1
    await wait(1)
    if (server.broken > 0) {
      server.broken -= 1
      throw new Error('no')
    }
    server.runs = true
  }
  const told = () => {
    server.told += 1
  }
  const lost = ({ message }: Error) => void server.lost.push(message)
  const leave = keepRunning({ isRunning: () => server.runs, start, told, lost, advice: 'see the log' }, limits)
  onTestFinished(leave)
  return { server, leave }
}

test('a server that ended is started again, and is told of once', async () => {
  const { server } = watched()
  await wait(30)
  expect(server.starts).toBe(0)
  server.runs = false
  await expect.poll(() => server.runs).toBe(true)
  await wait(30)
  expect(server).toMatchObject({ starts: 1, told: 1, lost: [] })
})

test('a server that does not start is tried a few times and then given up, with where to look', async () => {
  const { server } = watched()
  Object.assign(server, { runs: false, broken: 9 })
  await expect.poll(() => server.lost).toHaveLength(1)
  await wait(50)
  expect(server).toMatchObject({ starts: 3, told: 0 })
  expect(server.lost).toEqual(['The embedded PostgreSQL ended and did not start again, and the hub cannot go on without it: see the log'])
})

test('a server that starts at the second try is kept', async () => {
  const { server } = watched()
  Object.assign(server, { runs: false, broken: 1 })
  await expect.poll(() => server.runs).toBe(true)
  expect(server).toMatchObject({ starts: 2, told: 1, lost: [] })
})

test('a server that ends again and again is given up', async () => {
  const { server } = watched()
  for (let times = 1; times <= 3; times += 1) {
    server.runs = false
    await expect.poll(() => server.told).toBe(times)
  }
  server.runs = false
  await expect
    .poll(() => server.lost)
    .toEqual(['The embedded PostgreSQL ended too often, and the hub cannot go on without it: see the log'])
  expect(server.starts).toBe(3)
})

test('a server that is meant to end is not started again, and a start that is under way is waited for', async () => {
  const { server, leave } = watched()
  server.runs = false
  await expect.poll(() => server.starts).toBe(1)
  await leave()
  expect(server).toMatchObject({ runs: true, told: 1 })
  server.runs = false
  await wait(30)
  expect(server).toMatchObject({ runs: false, starts: 1, lost: [] })
})
