import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** Answers after as many milliseconds as it is asked for by `?ms=`: `node slow-process.ts`. Prints its port. */
const server = createServer((request, response) => {
  const after = Number(new URL(request.url ?? '/', 'http://here').searchParams.get('ms'))
  setTimeout(() => response.end('ok'), after)
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
