import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** The least that a server in Node can do: it reads what is sent and answers always the same. Prints its port. */
const ANSWER = JSON.stringify({ key: 'flag', value: true, variant: 'on', reason: 'SPLIT', metadata: {} })

const server = createServer((request, response) => {
  request.on('data', () => undefined)
  request.on('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(ANSWER)
  })
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
