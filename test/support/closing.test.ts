import { expect, test } from 'vitest'
import { closeAfterFile, closeAll } from './closing.ts'

test('what a file opened is closed once, the newest first, whatever will not close', async () => {
  const closed: string[] = []
  closeAfterFile(() => closed.push('database'))
  closeAfterFile(async () => {
    throw new Error('the server is stuck')
  })
  closeAfterFile(async () => closed.push('folder'))
  await expect(closeAll()).rejects.toThrow('the server is stuck')
  await closeAll()
  expect(closed).toEqual(['folder', 'database'])
})
