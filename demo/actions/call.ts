/** One call to another service, bounded in time; trouble throws with what was being done. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Everything that is called here may be called twice; a connection that breaks is no reason to give up at once. */
const TRIES = 4
const AGAIN_MS = 250

export type Call = {
  readonly method?: 'GET' | 'POST'
  readonly token?: string
  readonly body?: unknown
  readonly doing: string
}

export async function callText(url: string, call: Call): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const { ok, status, text } = await ask(url, call).catch((error: unknown) => {
      if (tried === TRIES) throw new Error(`${call.doing}: ${url} did not answer`, { cause: error })
      return { ok: false, status: 0, text: '' }
    })
    if (ok) return text
    if (status !== 0) throw new Error(`${call.doing}: ${url} answered ${status} ${text.slice(0, 200)}`)
    await sleep(AGAIN_MS)
  }
}

async function ask(url: string, call: Call): Promise<{ ok: boolean; status: number; text: string }> {
  const answer = await fetch(url, {
    method: call.method ?? 'GET',
    headers: {
      ...(call.token ? { authorization: `Bearer ${call.token}` } : {}),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    signal: AbortSignal.timeout(10_000),
  })
  return { ok: answer.ok, status: answer.status, text: await answer.text() }
}

export async function callJson(url: string, call: Call): Promise<unknown> {
  const text = await callText(url, call)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${call.doing}: ${url} answered something that is not JSON`, { cause: error })
  }
}
