import type { Readable } from 'node:stream'
import { Client } from 'undici'
import type { HttpSeen } from '../../core/validation/kinds/http.ts'
import type { Look } from '../../ports/look.ts'
import { withSecrets } from '../../ports/secret-headers.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { reasonOf, since } from './reason.ts'

/** A page of health is small; of a large answer the beginning is read, and the rest is left. */
const BODY_BYTES_MAX = 1024 * 1024

/** One request on a connection of its own. Redirects are not followed, so no secret is sent elsewhere. */
export function httpLook(secrets: Secrets): Look<'http'> {
  return async ({ url, method, headers }, limits): Promise<HttpSeen> => {
    const sent = withSecrets(headers, secrets)
    const { origin, pathname, search } = new URL(url)
    const client = new Client(origin, { connect: { timeout: limits.timeLimitMs } })
    const from = performance.now()
    try {
      const answer = await client.request({
        method,
        path: pathname + search,
        headers: { 'user-agent': 'cutwater', accept: '*/*', ...sent },
        reset: true,
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: limits.signal,
      })
      const ms = since(from)
      const { text, isCut } = await beginningOf(answer.body, BODY_BYTES_MAX)
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [
            name,
            secrets.redact([value].flat().join(', ')),
          ]),
        ),
        body: secrets.redact(text),
        isCut,
        ms,
      }
    } catch (error) {
      return { refused: secrets.redact(reasonOf(error, limits)) }
    } finally {
      await client.destroy()
    }
  }
}

/** Does not wait for the end of what it leaves: an answer that never ends is over here too. */
export async function beginningOf(body: Readable, most: number): Promise<{ text: string; isCut: boolean }> {
  const chunks: Buffer[] = []
  let bytes = 0
  const isCut = await new Promise<boolean>((resolve, reject) => {
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > most) resolve(true)
    })
    body.on('end', () => resolve(false))
    body.on('error', reject)
  })
  const read = Buffer.concat(chunks).subarray(0, most)
  return { text: read.toString('utf8'), isCut }
}
