import type { Side, WriteAnswer } from '../../core/traffic/desired.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { type Held, readEntry } from './entry.ts'
import { askHaproxy, HaproxyUnavailable } from './runtime-socket.ts'

/** The commands that lua/cutwater-control.lua adds to the runtime socket: the proxy itself refuses what is stale. */
export type Control = {
  /** Its name everywhere outside, known also while it is down. */
  readonly socket: string
  show(target: string, signal?: AbortSignal): Promise<Shown>
  write(
    target: string,
    entry: string,
    signal?: AbortSignal,
  ): Promise<Shown & { readonly refused: Refusal | null }>
  /** Closes and latches without a database: `kill --direct`. */
  latch(target: string, signal?: AbortSignal): Promise<Shown & { readonly already: boolean }>
  /** What it splits. */
  targets(signal?: AbortSignal): Promise<readonly ControlledTarget[]>
  /** Where the proxy sees a subject, 0..9999. */
  bucket(cohort: string, subject: string, signal?: AbortSignal): Promise<number>
  /** What the map file says of a target, null for nothing: by lua/cutwater-admin.lua, for files of another machine. */
  kept(target: string, signal?: AbortSignal): Promise<string | null>
  keep(target: string, entry: string, signal?: AbortSignal): Promise<void>
}

export type Refusal = Extract<WriteAnswer, { accepted: false }>['because']

/** `entry` is what the map says, word for word. `worker` is null when its scripts are of an earlier version. */
export type Shown = {
  readonly held: Held
  readonly entry: string
  readonly servers: Servers
  readonly worker: Worker | null
  /** While it has a mode: writes let through before it, of this worker; null when it cannot say. */
  readonly writes: number | null
}
/**
 * The process that answered. `successor`: it has replaced another one, which may still finish what it had begun.
 * `reads`: it can read the map file while it runs, so it hears within `LOOK_EVERY_MS` what another one was told.
 */
export type Worker = {
  readonly pid: number
  readonly upSeconds: number
  readonly successor: boolean
  readonly reads: boolean
}
export type Servers = Readonly<Record<Side, { readonly status: string; readonly weight: number }>>
export type ControlledTarget = { readonly target: string; readonly backend: string; readonly mapFile: string }

/** As in lua/cutwater-control.lua. */
export const LOOK_EVERY_MS = 200

/** Of the commands; another one means that HAProxy loads scripts of another version than this adapter. */
const PROTOCOL = '1'

/** Something else may listen there, and say much. */
const SHOWN_MAX = 200

type ControlOrder = {
  readonly socket: string
  readonly timeoutMs: number
  readonly identity?: AdminIdentity | undefined
}

export function haproxyControl({ socket, timeoutMs, identity }: ControlOrder): Control {
  const ask = async (command: string, signal: AbortSignal | undefined) => {
    const answer = await askHaproxy(socket, `cutwater ${command}`, { timeoutMs, signal, identity })
    if (answer.startsWith('Unknown command'))
      throw new HaproxyUnavailable(
        `the HAProxy at ${socket} does not load cutwater-control.lua; cutwater haproxy config prints the lines`,
      )
    if (answer === 'unknown-target')
      throw new HaproxyUnavailable(
        `the HAProxy at ${socket} does not split ${command.split(' ')[1]}: it is not in its CUTWATER_TARGETS`,
      )
    if (answer.startsWith('failed '))
      throw new HaproxyUnavailable(`the HAProxy at ${socket} could not do it: ${answer.slice(7)}`)
    return answer
  }
  const unexpected = (answer: string) =>
    new HaproxyUnavailable(
      `the HAProxy at ${socket} answered something else than expected: ${answer.slice(0, SHOWN_MAX)}`,
    )
  const shownBy = (answer: string): Shown => {
    const entry = /^has (.*)$/m.exec(answer)?.[1] ?? ''
    const held = readEntry(entry)
    const servers = serversIn(answer)
    if (held === null || servers === null) throw unexpected(answer)
    return { held, entry, servers, worker: workerIn(answer), writes: writesIn(answer) }
  }
  return {
    socket,
    show: async (target, signal) => shownBy(await ask(`show ${target}`, signal)),
    write: async (target, entry, signal) => {
      const answer = await ask(`write ${target} ${entry}`, signal)
      const refused = (['stale', 'latched'] as const).find((word) => answer.startsWith(`${word}\n`)) ?? null
      return { ...shownBy(answer), refused }
    },
    latch: async (target, signal) => {
      const answer = await ask(`latch ${target}`, signal)
      return { ...shownBy(answer), already: answer.startsWith('already') }
    },
    targets: async (signal) => {
      const answer = await ask('targets', signal)
      const protocol = /^protocol (\S+)$/m.exec(answer)?.[1]
      if (protocol !== PROTOCOL)
        throw new HaproxyUnavailable(
          `the HAProxy at ${socket} loads scripts of another version (${protocol ?? 'none'}, not ${PROTOCOL}); reload it with these`,
        )
      return [...answer.matchAll(/^target (\S+) (\S+) (.+)$/gm)].map(
        ([, target = '', backend = '', mapFile = '']) => ({ target, backend, mapFile }),
      )
    },
    bucket: async (cohort, subject, signal) => {
      const answer = await ask(`bucket ${cohort} ${subject}`, signal)
      const bucket = /^bucket (\d+)$/m.exec(answer)?.[1]
      if (bucket === undefined) throw unexpected(answer)
      return Number(bucket)
    },
    kept: async (target, signal) => {
      const answer = await ask(`kept ${target}`, signal)
      const entry = /^kept ?(.*)$/.exec(answer)?.[1]
      if (entry === undefined) throw unexpected(answer)
      return entry === '' ? null : entry
    },
    keep: async (target, entry, signal) => {
      const answer = await ask(`keep ${target} ${entry}`, signal)
      if (answer !== 'written') throw unexpected(answer)
    },
  }
}

function serversIn(answer: string): Servers | null {
  const found = /^servers blue=(\S+),(\d+) green=(\S+),(\d+)$/m.exec(answer)
  if (found === null) return null
  const [, blue = '', blueWeight, green = '', greenWeight] = found
  return {
    blue: { status: blue.replaceAll('_', ' '), weight: Number(blueWeight) },
    green: { status: green.replaceAll('_', ' '), weight: Number(greenWeight) },
  }
}

function writesIn(answer: string): number | null {
  const said = /^writes (\d+)$/m.exec(answer)?.[1]
  return said === undefined ? null : Number(said)
}

function workerIn(answer: string): Worker | null {
  const found = /^worker (\d+) (\d+) (first|successor) (reads|cannot-read)$/m.exec(answer)
  if (found === null) return null
  const [, pid, upSeconds, place, reads] = found
  return {
    pid: Number(pid),
    upSeconds: Number(upSeconds),
    successor: place === 'successor',
    reads: reads === 'reads',
  }
}
