import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { isAbsolute } from 'node:path'
import { test } from 'node:test'
import { BUILD_PAGE, pageAt } from './page-at.ts'

test('a server has a page, has none, or cannot be asked', async (t) => {
  const statuses = [200, 404, 503]
  const server = createServer((_, response) => response.writeHead(statuses.shift() ?? 500).end())
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  assert.deepEqual(
    [await pageAt(url), await pageAt(url), await pageAt(url)],
    ['there', 'not-built', 'unknown'],
  )
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  assert.equal(await pageAt(url), 'unknown')
})

test('what builds the page is named by its whole path', () => {
  const path = BUILD_PAGE.replace(/^node /, '')
  assert.ok(isAbsolute(path) && existsSync(path), path)
})
