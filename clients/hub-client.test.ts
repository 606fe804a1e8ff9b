import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createHubClient, type Document } from './hub-client.ts'

const QUESTION: Document<{ viewer: null }, Record<string, never>> = '{ viewer { purpose } }'
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Client of a server that answers as told; no hub, because a hub that is away is what is tried here. */
async function clientOf(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const { port } = server.address() as AddressInfo
  return createHubClient({ hub: `http://127.0.0.1:${port}`, tokenFor: async () => 'token' })
}

test('a hub that is away for a moment is asked again after the time that it names', async () => {
  let asked = 0
  const client = await clientOf((_request, response) => {
    asked += 1
    if (asked < 3) return response.writeHead(503, { 'retry-after': '0' }).end('{"errors":[]}')
    response.end(JSON.stringify({ data: { viewer: null } }))
  })
  expect({ answer: await client.ask('REFERRAL', QUESTION, {}), asked }).toEqual({
    answer: { data: { viewer: null }, withheld: [] },
    asked: 3,
  })
})

test('a hub that stays away ends with its own error', async () => {
  const body = { errors: [{ message: 'The database does not answer.', extensions: { code: 'SOURCE_UNAVAILABLE' } }] }
  const client = await clientOf((_request, response) => response.writeHead(503, { 'retry-after': '0' }).end(JSON.stringify(body)))
  await expect(client.ask('REFERRAL', QUESTION, {})).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    coordinate: undefined,
    purposes: [],
  })
})
