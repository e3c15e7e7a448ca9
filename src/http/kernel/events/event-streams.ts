import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Millis } from '../../../core/time/instant.ts'
import { ProblemError } from '../problem/problem.ts'
import type { Env } from '../request/env.ts'

/** Open event streams of one server. A reader that is too slow is disconnected, and resumes by its last id. */
export type EventStreams = {
  /** `tell` writes until it resolves, which ends the stream. Throws `too-many-readers`. */
  open(c: Context<Env>, still: () => Promise<boolean>, tell: Tell): ReadableStream<Uint8Array>
  readonly size: number
}

export type Tell = (out: Out, signal: AbortSignal) => Promise<void>
export type Out = {
  /** Together, as they were heard; who has not read what was written long before is cut off instead. */
  write(frames: readonly Uint8Array[]): void
  /** Resolves when what was written is read, or when nobody reads any more. */
  drained(): Promise<void>
}

export type StreamLimits = {
  readonly readersMax?: number
  /** With one token: whatever it does, somebody else can still follow what happens. */
  readonly readersOfOneMax?: number
  /** What may wait here for a reader, beyond what the network holds. */
  readonly waitingBytesMax?: number
  readonly heartbeatMs?: Millis
}

export function eventStreams({
  readersMax = 5_000,
  readersOfOneMax = Math.ceil(readersMax / 2),
  waitingBytesMax = 262_144,
  heartbeatMs = 10_000,
}: StreamLimits = {}): EventStreams {
  const open = new Set<Stream>()
  /** How many of them each token reads. */
  const tokens = new Map<string, number>()
  let heart: NodeJS.Timeout | null = null
  const beat = () => {
    for (const stream of open) stream.beat()
  }
  const add = (stream: Stream) => {
    open.add(stream)
    heart ??= setInterval(beat, heartbeatMs).unref()
  }
  const remove = (stream: Stream, token: string) => {
    open.delete(stream)
    const left = (tokens.get(token) ?? 1) - 1
    if (left > 0) tokens.set(token, left)
    else tokens.delete(token)
    if (open.size > 0 || heart === null) return
    clearInterval(heart)
    heart = null
  }
  return {
    get size() {
      return open.size
    },
    open(c, still, tell) {
      const { token } = c.get('caller')
      const ofOne = tokens.get(token) ?? 0
      if (open.size >= readersMax) throw tooMany(readersMax, 'on this server')
      if (ofOne >= readersOfOneMax) throw tooMany(readersOfOneMax, 'with this token on this server')
      tokens.set(token, ofOne + 1)
      const stream = openStream({ c, still, tell, waitingBytesMax, onClosed: () => remove(stream, token) })
      add(stream)
      return stream.readable
    },
  }
}

type Stream = { readonly readable: ReadableStream<Uint8Array>; beat(): void }
type Opening = {
  c: Context<Env>
  still: () => Promise<boolean>
  tell: Tell
  waitingBytesMax: number
  onClosed: () => void
}

/** What a reader asks the network for at a time. */
const AT_A_TIME_BYTES = 65_536

function openStream({ c, still, tell, waitingBytesMax, onClosed }: Opening): Stream {
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, c.get('stop')()])
  let wanted = Promise.withResolvers<void>()
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null

  const close = () => {
    if (controller === null) return
    const closing = controller
    controller = null
    ending.abort()
    wanted.resolve()
    onClosed()
    closing.close()
  }
  /** The rest of what waits is dropped with the connection. */
  const cut = () => {
    close()
    const { outgoing } = (c.env ?? {}) as Partial<HttpBindings>
    outgoing?.destroy()
  }
  const room = () => controller?.desiredSize ?? 0
  const out: Out = {
    write(frames) {
      if (room() < -waitingBytesMax) cut()
      for (const frame of frames) controller?.enqueue(frame)
    },
    drained() {
      if (controller === null || room() > 0) return Promise.resolve()
      wanted = Promise.withResolvers()
      return wanted.promise
    },
  }
  const readable = new ReadableStream<Uint8Array>(
    {
      start(opened) {
        controller = opened
        opened.enqueue(opening())
        signal.addEventListener('abort', close, { once: true })
        // A stream that breaks off is resumed; there is nobody left to tell why.
        tell(out, signal).then(close, cut)
      },
      pull: () => wanted.resolve(),
      cancel: close,
    },
    { highWaterMark: AT_A_TIME_BYTES, size: (chunk) => chunk.byteLength },
  )
  return {
    readable,
    beat() {
      out.write([HEARTBEAT])
      still().then(
        (may) => may || close(),
        () => undefined,
      )
    },
  }
}

const text = new TextEncoder()
const HEARTBEAT = text.encode(':\n\n')

/** After how long to come back, each after another while: when a server goes, all its readers lose it at once. */
function opening(): Uint8Array {
  return text.encode(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`)
}

function tooMany(readersMax: number, where: string): ProblemError {
  return new ProblemError(
    'too-many-readers',
    `${readersMax} event streams are open ${where}.`,
    'Close some, or ask another server; the journal can be asked for without a stream.',
    { retryAfter: 5 },
  )
}
