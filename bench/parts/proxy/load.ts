import { connect, type Socket } from 'node:net'
import { type Times, timesOf } from '../figures.ts'
import { type Answer, answerIn } from './load-answer.ts'

export type LoadOrder = {
  readonly url: string
  /** Each asks again as soon as it is answered. */
  readonly connections: number
  readonly durationMs: number
  /** How long each waits before it asks again. */
  readonly pauseMs?: number
  /** Ends it before. */
  readonly signal?: AbortSignal
  /** The whole request as it goes over the wire; `n` counts them. */
  readonly request: (n: number) => string
  readonly onAnswer?: (answer: Answer) => void
  /** Statuses that are fine. Without it, all below 400. */
  readonly status?: number
}

export type LoadResult = {
  readonly answers: number
  readonly perSecond: number
  readonly times: Times
  /** Answers with another status, and connections that broke. */
  readonly failed: number
}

/**
 * As many requests as are answered in the time, over connections that stay open. It does as little as it can with
 * each answer, for it shares the processors with whatever it asks. Throws when nothing is answered.
 */
export async function load(order: LoadOrder): Promise<LoadResult> {
  const took: number[] = []
  let [n, failed] = [0, 0]
  const from = performance.now()
  const end = from + order.durationMs
  const isFine = ({ status }: Answer) => (order.status === undefined ? status < 400 : status === order.status)

  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = open(order.url)
      let sentAt = 0
      let got = ''
      const ask = () => {
        sentAt = performance.now()
        if (sentAt >= end || order.signal?.aborted) socket.end()
        else {
          n += 1
          socket.write(order.request(n))
        }
      }
      socket.on('connect', ask)
      socket.on('data', (chunk: string) => {
        got += chunk
        const answer = answerIn(got)
        if (answer === null) return
        got = got.slice(answer.length)
        took.push(performance.now() - sentAt)
        if (!isFine(answer)) failed += 1
        order.onAnswer?.(answer)
        if (order.pauseMs === undefined) ask()
        else setTimeout(ask, order.pauseMs)
      })
      socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')))
      socket.on('error', () => {
        failed += 1
      })
      socket.on('close', () => resolve())
    })

  await Promise.all(Array.from({ length: order.connections }, one))
  const perSecond = (took.length / (performance.now() - from)) * 1_000
  return { answers: took.length, perSecond, times: timesOf(took), failed }
}

function open(url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  return socket.setEncoding('latin1')
}

/** The head of a request without a body, ready for the wire. */
export function getRequest(url: string, headers: Readonly<Record<string, string>> = {}): string {
  const { host, pathname } = new URL(url)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`
}

export function postRequest(url: string, body: string, headers: Readonly<Record<string, string>>): string {
  const { host, pathname } = new URL(url)
  const length = String(Buffer.byteLength(body))
  const all = { host, 'content-type': 'application/json', 'content-length': length, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
