import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import type { Scalar } from '../../core/runbook/runbook.ts'
import { type FlagPushRig, flagPushSuite } from '../../ports/flag-push.suite.ts'
import { type HttpFlagOptions, httpFlagPush } from './http-flag-push.ts'

const TOKEN = 'swordfish-0123456789'

/** Seed 001's feature flag API: a bearer token, and POST /flags/NAME with {"value": ...}. */
async function openRig(more: Partial<HttpFlagOptions> = {}): Promise<FlagPushRig> {
  const flags: Record<string, Scalar> = {}
  let how: 'well' | 'refuses' | 'hangs' = 'well'
  const server = createServer(async (request, response) => {
    if (how === 'hangs') return
    const name = /^\/flags\/([^/?]+)$/.exec(request.url ?? '')?.[1]
    const { authorization } = request.headers
    const authorized = authorization === `Bearer ${TOKEN}` && request.method === 'POST'
    if (how === 'refuses' || name === undefined || !authorized)
      return void response.writeHead(403).end(`not allowed with ${authorization}`)
    const body = JSON.parse(await text(request)) as { value: Scalar }
    assert.deepEqual(Object.keys(body), ['value'])
    flags[decodeURIComponent(name)] = body.value
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const push = httpFlagPush({
    method: 'POST',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/flags/\${FLAG}`,
    token: 'secret:FLAG_API_KEY',
    secrets: { get: () => TOKEN, redact: (said) => said.replaceAll(TOKEN, '[secret]') },
    timeoutMs: 2_000,
    environment: 'staging',
    target: 'wix',
    ...more,
  })
  return {
    push,
    flags: () => flags,
    behave(next) {
      how = next
    },
    secret: TOKEN,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

flagPushSuite('HTTP flags', openRig)

it('a flag service that does not answer in time is an error that says so', async () => {
  const rig = await openRig({ timeoutMs: 200 })
  try {
    rig.behave('hangs')
    const pushed = rig.push.push('CanaryEnabled', true, new AbortController().signal)
    await assert.rejects(pushed, /staging\/wix that CanaryEnabled is true: .* within 200 ms/)
  } finally {
    await rig.close()
  }
})
