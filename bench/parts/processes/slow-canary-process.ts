import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { monotonicMs } from '../monotonic.ts'

/**
 * A small server that takes its time: `node slow-canary-process.ts SIDE SHORTEST_MS LONGEST_MS`. Prints its port.
 * It keeps when each request began, by its own clock, and says so at `/begun?after=MS`; `/forget` begins anew.
 */
const [side = '', shortest = '0', longest = '0'] = process.argv.slice(2)
const spread = Number(longest) - Number(shortest)
let begun: number[] = []

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://canary')
  if (url.pathname === '/begun') {
    const after = Number(url.searchParams.get('after'))
    const later = begun.filter((at) => at > after)
    const lastAfterMs = later.length === 0 ? 0 : Math.max(...later) - after
    return response.end(JSON.stringify({ begun: begun.length, later: later.length, lastAfterMs }))
  }
  if (url.pathname === '/forget') {
    begun = []
    return response.end()
  }
  begun.push(monotonicMs())
  response.setHeader('x-side', side)
  return setTimeout(() => response.end(side), Number(shortest) + Math.random() * spread)
})
server.listen(0, '127.0.0.1', 4_096, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
