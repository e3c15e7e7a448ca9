import { setTimeout as sleep } from 'node:timers/promises'
import { flagCase } from './flags.ts'
import { BODY } from './grammars.ts'
import { PLAN } from './plan-grammar.ts'
import { pumped } from './pumped.ts'
import { randomFrom } from './random.ts'

/** A server that runs, and who asks it. */
export type Driven = {
  readonly url: string
  /** May read, and nothing else. */
  readonly viewer: string
  readonly admin: string
}

type Asked = {
  readonly what: string
  readonly method: string
  readonly path: string
  readonly as: 'viewer' | 'admin'
  readonly body: string
}

/** A second of a server: the longest time for which it answered nothing, and what it was being asked. */
export type Second = { readonly delayMs: number; readonly asked: readonly Pick<Asked, 'what' | 'body'>[] }

const AT_ONCE = 3
const LOOK_MS = 1_000
const ANSWER_LIMIT_MS = 60_000
const KIB = 1_024
const LENGTHS = [1, 10, 10, 64, 250]
const FLAG = '/v1/flags/staging/wix/f'
const OFREP = '/v1/environments/staging/targets/wix/ofrep/v1/evaluate/flags'
const JSON_TYPE = { 'content-type': 'application/json' }

/** Asks what costs the most, a few requests at once, and looks each second how long the event loop stood. */
export async function drive(
  driven: Driven,
  seed: number,
  known: readonly string[],
  more: () => boolean,
): Promise<{
  readonly sent: number
  readonly statuses: ReadonlyMap<string, number>
  readonly seconds: readonly Second[]
}> {
  const statuses = new Map<string, number>()
  const seconds: Second[] = []
  const now = new Set<Asked>()
  let since: Asked[] = []
  let sent = 0
  const askOn = async (): Promise<void> => {
    while (more()) {
      const asked = askedOf(seed + sent++, known)
      now.add(asked)
      since.push(asked)
      const status = await answerTo(driven, asked)
      now.delete(asked)
      const key = `${asked.what} ${status}`
      statuses.set(key, (statuses.get(key) ?? 0) + 1)
    }
  }
  const lookOn = async (): Promise<void> => {
    await delayOf(driven)
    while (more()) {
      await sleep(LOOK_MS)
      const delayMs = await delayOf(driven)
      seconds.push({ delayMs, asked: since })
      seconds.sort((a, b) => b.delayMs - a.delayMs)
      seconds.length = Math.min(seconds.length, 10)
      since = [...now]
    }
  }
  await Promise.all([lookOn(), ...Array.from({ length: AT_ONCE }, askOn)])
  return { sent, statuses, seconds }
}

/** prom-client's gauge begins anew with each look, and counts the 10 ms between two of its own. */
async function delayOf({ url, viewer }: Driven): Promise<number> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${viewer}` },
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  })
  const found = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(await answer.text())
  if (found === null) throw new Error('the server does not say how its event loop stands')
  return Math.max(0, Number(found[1]) * 1_000 - 10)
}

async function answerTo(driven: Driven, { method, path, as, body }: Asked): Promise<string> {
  try {
    const answer = await fetch(`${driven.url}${path}`, {
      method,
      headers: {
        ...JSON_TYPE,
        authorization: `Bearer ${driven[as]}`,
        'idempotency-key': `fuzz-${body.length}-${method}`,
      },
      ...(method === 'GET' ? {} : { body }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    await answer.arrayBuffer()
    return String(answer.status)
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer'
  }
}

function askedOf(seed: number, known: readonly string[]): Asked {
  const random = randomFrom(seed)
  const length = random.pick(LENGTHS) * KIB
  const plan = () =>
    JSON.stringify({
      plan: known.length > 0 && random.whole(4) === 0 ? random.pick(known) : pumped(PLAN, length, random),
    })
  const because = 'a fuzz'
  const kinds: readonly (() => Asked)[] = [
    () => ({ what: 'plan check', method: 'POST', path: '/v1/plan-checks', as: 'viewer', body: plan() }),
    () => ({
      what: 'plan check with inputs',
      method: 'POST',
      path: '/v1/plan-checks',
      as: 'viewer',
      body: JSON.stringify({ plan: pumped(PLAN, length, random), inputs: { a: 'x', i: 'a'.repeat(200) } }),
    }),
    () => ({
      what: 'any body',
      method: 'POST',
      path: '/v1/plan-checks',
      as: 'viewer',
      body: pumped([BODY], 4 * length, random),
    }),
    () => ({ what: 'open a change', method: 'POST', path: '/v1/changes', as: 'admin', body: plan() }),
    () => ({ what: 'register a plan', method: 'POST', path: '/v1/plans', as: 'admin', body: plan() }),
    () => {
      const { definition } = JSON.parse(flagCase(Math.min(length, 60 * KIB), random)) as {
        definition: object
      }
      return {
        what: 'set a flag',
        method: 'PUT',
        path: FLAG,
        as: 'admin',
        body: JSON.stringify({ definition, because }),
      }
    },
    () => {
      const { context } = JSON.parse(flagCase(Math.min(length, 60 * KIB), random)) as { context: object }
      const path = random.pick([OFREP, `${OFREP}/f`])
      return { what: 'evaluate flags', method: 'POST', path, as: 'admin', body: JSON.stringify({ context }) }
    },
    () => ({
      what: 'evaluate any body',
      method: 'POST',
      path: OFREP,
      as: 'admin',
      body: pumped([BODY], length, random),
    }),
    () => ({
      what: 'read',
      method: 'GET',
      path: random.pick([
        ...[
          '/v1/changes?limit=200',
          '/v1/plans?limit=200',
          '/v1/flags?environment=staging',
          `${FLAG}/history`,
          '/v1/targets',
        ],
        ...[
          '/v1/flags/staging/wix/flagd',
          '/v1/journal/streams?limit=1000',
          '/v1/journal/entries?stream=access&limit=1000',
        ],
        ...[
          '/openapi.json',
          '/v1/server',
          `/v1/changes?cursor=${'a'.repeat(random.whole(8_000))}`,
          '/v1/journal/checkpoints',
        ],
      ]),
      as: 'admin',
      body: '',
    }),
  ]
  return random.pick(kinds)()
}
