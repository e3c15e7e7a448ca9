import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'

export type Soaked = {
  /** Of each kind that came to its end, those who left among them. */
  readonly counts: Readonly<Record<string, number>>
  /** What should have been answered and was not, in words. */
  readonly failures: readonly string[]
  readonly slowestMs: number
}

type Order = {
  readonly url: string
  /** Requests a second. */
  readonly rate: number
  /** In milliseconds since 1970. */
  readonly until: number
  readonly random: () => number
}

/** How many of a hundred are not for a page, by kind. */
const MIX = [
  ['uploads', 3],
  ['streams', 2],
  ['upgrades', 1],
  ['streams left', 2],
  ['uploads left', 1],
] as const
const ANSWER_LIMIT_MS = 20_000

/** An open loop: what is due is sent, whether or not all before it was answered. Waits for the last of it. */
export async function soakTraffic({ url, rate, until, random }: Order): Promise<Soaked> {
  const agent = new Agent({ connections: 200, keepAliveTimeout: 4_000 })
  const counts: Record<string, number> = {}
  const failures: string[] = []
  let slowestMs = 0
  const open = new Set<Promise<void>>()
  const visit = async (kind: Kind, visitor: number) => {
    const began = performance.now()
    try {
      await VISITS[kind]({ url, agent, visitor: `visitor-${visitor}` })
      counts[kind] = (counts[kind] ?? 0) + 1
      if (kind === 'pages') slowestMs = Math.max(slowestMs, performance.now() - began)
    } catch (error) {
      const { message, cause } = error as Error
      failures.push(
        `${new Date().toISOString()} ${kind}: ${message}${cause === undefined ? '' : ` (${cause})`}`,
      )
    }
  }
  const began = Date.now()
  for (let sent = 0; Date.now() < until; sent += 1) {
    const dueMs = began + (sent * 1_000) / rate - Date.now()
    if (dueMs > 0) await sleep(dueMs)
    const visiting = visit(kindOf(random()), Math.floor(random() * 5_000))
    open.add(visiting)
    void visiting.then(() => open.delete(visiting))
  }
  await Promise.all(open)
  await agent.close()
  return { counts, failures, slowestMs }
}

type Kind = 'pages' | (typeof MIX)[number][0]

function kindOf(chance: number): Kind {
  let left = chance * 100
  for (const [kind, share] of MIX) {
    if (left < share) return kind
    left -= share
  }
  return 'pages'
}

type Visit = { readonly url: string; readonly agent: Agent; readonly visitor: string }

const VISITS: Readonly<Record<Kind, (visit: Visit) => Promise<void>>> = {
  pages: async (visit) => {
    const { body } = await ask(visit, '/page')
    const { length } = await body.text()
    if (length !== 2_048) throw new Error(`${length} bytes of a page`)
  },
  uploads: async (visit) => {
    const sent = randomBytes(64 * 1_024)
    const slowly = async function* () {
      for (let from = 0; from < sent.length; from += 8_192) {
        yield sent.subarray(from, from + 8_192)
        await sleep(20)
      }
    }
    const { body } = await ask(visit, '/sum', Readable.from(slowly()))
    const said = await body.text()
    const wanted = `${sent.length} ${createHash('sha256').update(sent).digest('hex')}`
    if (said !== wanted) throw new Error(`sent ${wanted}, and ${said} arrived`)
  },
  streams: async (visit) => {
    const { body } = await ask(visit, '/stream/30')
    const lines = (await body.text()).trim().split('\n').length
    if (lines !== 30) throw new Error(`${lines} lines of 30`)
  },
  upgrades: (visit) => upgraded(visit),
  'streams left': async (visit) => {
    const { body } = await ask(visit, '/stream/30')
    body.on('error', () => undefined)
    await sleep(150)
    body.destroy()
  },
  'uploads left': async (visit) => {
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(), 100)
    const endless = async function* () {
      for (;;) {
        yield Buffer.alloc(1_024)
        await sleep(20)
      }
    }
    const asked = ask(visit, '/sum', Readable.from(endless()), leaving.signal)
    await asked.then(
      () => Promise.reject(new Error('an upload without an end was answered')),
      (error: unknown) => {
        if (!leaving.signal.aborted) throw error
      },
    )
  },
}

async function ask({ url, agent, visitor }: Visit, path: string, body?: Readable, left?: AbortSignal) {
  const answer = await request(`${url}${path}`, {
    dispatcher: agent,
    headers: { 'x-user-id': visitor },
    signal: left ?? AbortSignal.timeout(ANSWER_LIMIT_MS),
    ...(body === undefined ? {} : { method: 'POST', body }),
  })
  if (answer.statusCode === 200) return answer
  throw new Error(`${path} was answered ${answer.statusCode}: ${await answer.body.text()}`)
}

/** Three seconds on a connection that went over: what is said comes back. */
async function upgraded({ url, visitor }: Visit): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  try {
    let got = ''
    let broken: Error | null = null
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      got += chunk
    })
    socket.on('error', (error) => {
      broken = error
    })
    await once(socket, 'connect')
    socket.write(
      `GET /echo HTTP/1.1\r\nHost: soak\r\nX-User-Id: ${visitor}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`,
    )
    const until = async (what: string, holds: () => boolean) => {
      const end = performance.now() + ANSWER_LIMIT_MS
      while (!holds()) {
        if (broken !== null) throw broken
        if (performance.now() > end) throw new Error(`${what}: ${got.slice(-80)}`)
        await sleep(20)
      }
    }
    await until('no connection went over', () => got.startsWith('HTTP/1.1 101 '))
    for (let said = 0; said < 6; said += 1) {
      socket.write(`said ${said};`)
      await until('what was said did not come back', () => got.endsWith(`said ${said};`))
      await sleep(500)
    }
  } finally {
    socket.destroy()
  }
}
