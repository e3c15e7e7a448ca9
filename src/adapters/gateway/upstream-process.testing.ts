import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/**
 * A small real upstream, in its own process: `node upstream-process.testing.ts NAME VERSION`. Prints its port.
 * The path says how it answers: /status/500, /slow/1200, /drip/600, /reset, /half, /hang, /echo, /big, /refuse-body,
 * anything else is plain.
 */
const [name = '', version = ''] = process.argv.slice(2)

const server = createServer((request, response) => {
  const [, how = '', arg = ''] = (request.url ?? '/').split('?', 1).join().split('/')
  response.setHeader('x-side', name)
  response.setHeader('x-app-version', version)
  switch (how) {
    case 'status':
      response.statusCode = Number(arg)
      return response.end(name)
    case 'slow':
      return setTimeout(() => response.end(name), Number(arg))
    case 'drip':
      response.flushHeaders()
      return setTimeout(() => response.end(name), Number(arg))
    case 'reset':
      // Only the one named in the path breaks, so that the other can help.
      return arg === name ? request.socket.destroy() : response.end(name)
    case 'half':
      response.setHeader('content-length', 1000)
      response.write('half of it')
      return arg === name ? setTimeout(() => request.socket.destroy(), 20) : response.end('x'.repeat(990))
    case 'hang':
      return arg === name ? undefined : response.end(name)
    case 'big':
      return response.end(Buffer.alloc(Number(arg), 'b'))
    case 'refuse-body':
      response.statusCode = 413
      return response.end(name)
    case 'echo': {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      return request.on('end', () => {
        const { method, url, rawHeaders } = request
        const body = Buffer.concat(chunks).toString('latin1')
        response.setHeader('connection', 'keep-alive, x-private')
        response.setHeader('x-private', 'for one hop')
        response.setHeader('set-cookie', ['a=1', 'b=2'])
        response.end(JSON.stringify({ side: name, method, url, rawHeaders, body }))
      })
    }
    default:
      return response.end(name)
  }
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
