import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const CLOSING = new URL('./closing.ts', import.meta.url)

/** A bench that opened a database, a gun that will not close, and a server, and then does what it is told. */
const bench = (then: string) => `
  import { openClosing } from ${JSON.stringify(CLOSING.href)}
  const closing = openClosing()
  closing.add(async () => console.log('database closed'))
  closing.add(async () => { throw new Error('the gun is stuck') })
  closing.add(async () => console.log('server closed'))
  ${then}`

async function run(then: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', bench(then)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { out, problems, code }
}

const CLOSED = { out: 'server closed\ndatabase closed\n', problems: 'the gun is stuck\n' }

test('what a bench opened is closed in reverse and once, whatever will not close', async () => {
  expect(await run('await Promise.all([closing.close(), closing.close()])')).toEqual({ ...CLOSED, code: 0 })
})

test('a bench that is broken off closes what it opened, and fails', async () => {
  expect(await run(`setInterval(() => {}, 1_000)\nprocess.kill(process.pid, 'SIGTERM')`)).toEqual({ ...CLOSED, code: 1 })
})
