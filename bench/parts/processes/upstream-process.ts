import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/**
 * A small server: `node upstream-process.ts SIDE`. Prints its port. `/bad/SIDE` fails on that side, `/bad` on both,
 * everything else is fine.
 */
const [side = ''] = process.argv.slice(2)

const server = createServer((request, response) => {
  response.setHeader('x-side', side)
  response.setHeader('x-app-version', side === 'green' ? 'v2' : 'v1')
  response.statusCode = request.url === `/bad/${side}` || request.url === '/bad' ? 500 : 200
  response.end(side)
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
