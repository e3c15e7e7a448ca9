/**
 * What can be seen from outside, past the server: the gateway's own word, the pages that arrived, the processes that
 * run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { type RequestOptions, request } from 'node:http'
import { z } from 'zod'
import type { Stage } from './stage.testing.ts'

const split = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('closed'), latched: z.boolean() }),
  z.object({ mode: z.literal('open'), weight: z.number() }),
])
const status = z.object({
  targets: z.record(
    z.string(),
    z.object({
      held: z.object({ desired: z.object({ generation: z.number(), stable: z.string(), split }) }),
    }),
  ),
})

export const TARGETS = ['staging/wix', 'staging/gamma'] as const

/** What the gateway does with a target at this moment, read from its admin socket. */
export async function atGateway({ world }: Pick<Stage, 'world'>, target: (typeof TARGETS)[number]) {
  const answer = await ask({ socketPath: world.adminSocket, path: '/status' })
  const found = status.parse(JSON.parse(answer.body)).targets[target]
  if (found === undefined) throw new Error(`the gateway has no ${target}`)
  return found.held.desired
}

/** `closed`, `latched`, or the canary's share in basis points. */
export async function shareAt(stage: Pick<Stage, 'world'>, target: (typeof TARGETS)[number]) {
  const { split } = await atGateway(stage, target)
  return split.mode === 'open' ? split.weight : split.latched ? 'latched' : 'closed'
}

export type Visitor = { readonly user?: string; readonly version?: string; readonly from?: string }

/**
 * Which version answers somebody at the public address. `from` is the address they come from: the gateway trusts
 * 127.0.0.1.
 */
export async function versionFor(url: string, { user, version, from }: Visitor = {}): Promise<string> {
  const { hostname, port } = new URL(url)
  const { headers } = await ask({
    host: hostname,
    port,
    path: '/',
    ...(from === undefined ? {} : { localAddress: from }),
    headers: {
      ...(user === undefined ? {} : { 'x-user-id': user }),
      ...(version === undefined ? {} : { 'x-canary-version': version }),
    },
  })
  return String(headers['x-app-version'])
}

export type Arrived = { readonly channel: string; readonly text: string; readonly name: string }

const arrived = z.array(
  z.object({
    channel: z.string(),
    text: z.string(),
    event: z.object({
      data: z.union([
        z.object({ customData: z.object({ event: z.string() }) }),
        z.object({ event: z.string() }),
      ]),
    }),
  }),
)

/** The authentic webhooks that the pager service took: it refuses what is not signed. */
export async function arrivedAt({ world }: Pick<Stage, 'world'>): Promise<readonly Arrived[]> {
  const answer = await fetch(`${world.addresses.pager}/received`)
  return arrived.parse(await answer.json()).map(({ channel, text, event: { data } }) => ({
    channel,
    text,
    name: 'customData' in data ? data.customData.event : data.event,
  }))
}

/** The page about a change that says so; null while there is none. */
export async function pageSaying(
  stage: Pick<Stage, 'world'>,
  id: string,
  words: RegExp,
): Promise<string | null> {
  const pages = (await arrivedAt(stage)).filter(({ channel }) => channel === 'pager')
  return pages.find(({ text }) => text.includes(id) && words.test(text))?.text ?? null
}

/** Live processes whose command line has all these words. */
export function processesWith(...words: readonly string[]): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const line = proc(pid, 'cmdline')
      return line !== '' && words.every((word) => line.includes(word)) && isAlive(pid)
    })
}

/** Not ended, and no zombie either. */
export function isAlive(pid: number): boolean {
  const stat = proc(pid, 'stat')
  return stat !== '' && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
}

/** Empty when it is gone. */
function proc(pid: number, file: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

type Asking = RequestOptions
type Answer = { readonly body: string; readonly headers: Readonly<Record<string, unknown>> }

function ask(options: Asking): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ agent: false, timeout: 5_000, ...options }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      answer.once('end', () => resolve({ body, headers: answer.headers }))
      answer.once('error', reject)
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer in 5 s')))
    asked.once('error', reject)
    asked.end()
  })
}
