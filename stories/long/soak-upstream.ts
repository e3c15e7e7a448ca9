/**
 * A service for the soak, in a process of its own: `soak-upstream.ts VERSION`. Prints its port. `/stream/N` sends N
 * lines, one each 100 ms, `/sum` says how much it was sent, an upgrade says again what it hears, all else is a page.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const [version = ''] = process.argv.slice(2)
const PAGE = Buffer.alloc(2_048, 'p')

const server = createServer(async (request, response) => {
  const [, how = '', arg = ''] = (request.url ?? '/').split('/')
  response.setHeader('x-app-version', version)
  if (how === 'sum') {
    const hash = createHash('sha256')
    let length = 0
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      length += chunk.length
    })
    return request.on('end', () => response.end(`${length} ${hash.digest('hex')}`))
  }
  request.resume()
  if (how !== 'stream') return response.end(PAGE)
  for (let line = 0; line < Number(arg) && !response.destroyed; line += 1) {
    response.write(`${line}\n`)
    await sleep(100)
  }
  return response.end()
})

server.on('upgrade', (_, socket) => {
  socket.on('error', () => undefined)
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
  socket.pipe(socket)
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
