import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** Takes whatever is told to it over OTLP, and does nothing with it: `node collector-process.ts`. Prints its port. */
const server = createServer((request, response) => {
  request
    .resume()
    .on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
