/** Clients that leave before they have a place. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import type { Caller } from '../../access/identity/caller.ts'
import { type AdmissionParts, createAdmission } from './admission.ts'

const REQUEST = 'GET /question HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n'

/** A server with one place, whose caller's minute is asked as the test says. */
async function serve(spend: AdmissionParts['allowance']['spend']) {
  const server = fastify()
  onTestFinished(() => server.close())
  const admission = createAdmission({
    authenticate: async () => ({ consumer: 'vdab-matching' }) as Caller,
    allowance: { spend } as AdmissionParts['allowance'],
    limits: { inFlight: 1, perConsumer: 1, queue: 1, waitMs: 200 },
    count: () => {},
  })
  server.decorateRequest('caller', null).decorateRequest('endTurn', null)
  server.get('/question', { onRequest: admission.question }, async () => 'answered')
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

test('a client that leaves while its minute is asked keeps no place', async () => {
  const asked = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  let first = true
  const server = await serve(async () => {
    if (!first) return
    first = false
    asked.resolve()
    await left.promise
  })
  const [socket, accepted] = [dial(server), once(server, 'connection')]
  socket.on('error', () => {}).write(REQUEST)
  const [ofServer] = await accepted
  await asked.promise
  const closed = once(ofServer, 'close')
  socket.destroy()
  await closed
  left.resolve()
  expect(await ask(server)).toBe('HTTP/1.1 200')
})
