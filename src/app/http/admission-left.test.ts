/** Clients that leave before they have a place, or before they have their answer. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import type { Caller } from '../../access/identity/caller.ts'
import { type AdmissionParts, createAdmission } from './admission.ts'

const REQUEST = 'GET /question HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n'

type Stubs = { spend?: AdmissionParts['allowance']['spend']; answer?: () => Promise<string> }

/** A server with one place, whose caller's minute and answers come when the test says. */
async function serve({ spend = async () => {}, answer = async () => 'answered' }: Stubs) {
  const server = fastify()
  onTestFinished(() => server.close())
  const admission = createAdmission({
    authenticate: async () => ({ consumer: 'vdab-matching' }) as Caller,
    allowance: { spend } as AdmissionParts['allowance'],
    limits: { inFlight: 1, perConsumer: 1, queue: 1, waitMs: 200 },
    count: () => {},
  })
  server.decorateRequest('caller', null).decorateRequest('endTurn', null)
  admission.countAnswers(server)
  server.get('/question', { onRequest: admission.question }, answer)
  await server.listen({ host: '127.0.0.1', port: 0 })
  return server.server
}

const dial = (server: Server) => connect((server.address() as AddressInfo).port, '127.0.0.1')

async function ask(server: Server): Promise<string> {
  const socket = dial(server).setEncoding('utf8')
  socket.write(REQUEST)
  let text = ''
  for await (const piece of socket) text += piece
  return text.slice(0, 'HTTP/1.1 200'.length)
}

/** Asks, and leaves once the server waits in what it does first for a request. @returns what the server waits for, and the end of the wait. */
function leaving() {
  const waiting = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  const wait = async () => {
    waiting.resolve()
    await left.promise
  }
  const leave = async (server: Server) => {
    const [socket, accepted] = [dial(server), once(server, 'connection')]
    socket.on('error', () => {}).write(REQUEST)
    const [ofServer] = await accepted
    await waiting.promise
    const closed = once(ofServer, 'close')
    socket.destroy()
    await closed
    left.resolve()
  }
  return { wait, leave }
}

test('a client that leaves while its minute is asked keeps no place', async () => {
  const { wait, leave } = leaving()
  let asked = 0
  const server = await serve({ spend: async () => (++asked === 1 ? wait() : undefined) })
  await leave(server)
  expect(await ask(server)).toBe('HTTP/1.1 200')
})

test('a client that leaves before its answers leaves nothing unread', async () => {
  const both = [leaving(), leaving()]
  let asked = 0
  const server = await serve({
    answer: async () => {
      await both[asked++]?.wait()
      return asked > both.length ? 'answered' : 'a'.repeat(20 * 1024 * 1024)
    },
  })
  for (const { leave } of both) await leave(server)
  expect(await ask(server)).toBe('HTTP/1.1 200')
})
