import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Scratch } from './scratch.ts'

/** What an action calls. It notes when each call began; a call is known by the path after `/`. */
export type Handler = { readonly url: string; begun(name: string): Promise<number> }

const BEGIN_WITHIN_MS = 30_000

export async function startHandler({ after }: Scratch): Promise<Handler> {
  const calls = new Map<string, PromiseWithResolvers<number>>()
  const callOf = (name: string) => {
    const call = calls.get(name) ?? Promise.withResolvers<number>()
    calls.set(name, call)
    return call
  }
  const server = createServer((request, response) => {
    callOf((request.url ?? '/').slice(1)).resolve(performance.now())
    request.resume()
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begun(name) {
      const tooLate = new Promise<never>((_, reject) => {
        const give = () =>
          reject(new Error(`the action of ${name} did not begin within ${BEGIN_WITHIN_MS} ms`))
        setTimeout(give, BEGIN_WITHIN_MS).unref()
      })
      return Promise.race([callOf(name).promise, tooLate])
    },
  }
}
