/** One version running on one side of a target, as a real process that outlives the command which started it. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess } from '../process/end-process.ts'
import { readJsonFile, writeJsonFile } from '../process/json-file.ts'
import { keptPlaces } from '../process/kept-places.ts'
import { startTimeOf, stillRuns } from '../process/start-time.ts'

export type Place = {
  readonly dir: string
  readonly target: string
  readonly side: string
  readonly port: number
}

export type Launch = Place & {
  /** Of the service, relative to demo/. */
  readonly script: string
  readonly version: string
  readonly fault: string
  /** The service ends by itself soon after this process does. */
  readonly parent: number
  readonly env: Readonly<Record<string, string>>
  /** Infinity waits for ever. */
  readonly readyWithinMs: number
  readonly say: (line: string) => void
}

/** What the pid file of a side holds; the start time tells the process from a later one with its number. */
export type SideProcess = {
  readonly pid: number
  readonly startTime: string
  readonly version: string
  readonly port: number
}

/**
 * Brings the version up on its side, replacing whatever ran there. Throws, leaving nothing behind, when it does not
 * get ready.
 */
export async function bringUp(launch: Launch): Promise<void> {
  const { target, side, version, say } = launch
  if (runningOn(launch) && (await readyVersion(launch.port)) === version) {
    return say(`${target} ${version} already runs on ${side}`)
  }
  const before = runningOn(launch)
  if ((await takeDown(launch)) !== 'gone') say(`ended ${target} ${before?.version} on ${side}`)
  say(`starting ${target} ${version} on ${side}, port ${launch.port}`)
  const started = start(launch)
  try {
    await untilReady(launch, started)
  } catch (error) {
    await takeDown(launch)
    throw error
  }
  say(`${target} ${version} on ${side} is ready`)
}

/** Ends what runs on the side. That nothing does is fine. */
export async function takeDown(place: Place): Promise<'gone' | 'ended' | 'forced'> {
  const running = readJsonFile<SideProcess>(pidFile(place))
  const how = running ? await endProcess(running.pid, running.startTime) : 'gone'
  rmSync(pidFile(place), { force: true })
  return how
}

/** The live process of this side, if there is one. */
export function runningOn(place: Place): SideProcess | null {
  const known = readJsonFile<SideProcess>(pidFile(place))
  return known && stillRuns(known.pid, known.startTime) ? known : null
}

/**
 * Ends every side recorded in this directory, also those of an earlier process; returns how many were still running.
 */
export async function endAllSides(dir: string): Promise<number> {
  const folder = runFolder(dir)
  mkdirSync(folder, { recursive: true })
  const files = readdirSync(folder).filter((name) => name.endsWith('.pid.json'))
  const ended = await Promise.all(
    files.map(async (name) => {
      const known = readJsonFile<SideProcess>(join(folder, name))
      const how = known ? await endProcess(known.pid, known.startTime) : 'gone'
      rmSync(join(folder, name), { force: true })
      return how
    }),
  )
  return ended.filter((how) => how !== 'gone').length
}

/** The version that says it is ready on the port, or null. */
export async function readyVersion(port: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(1_000),
    })
    const body = (await answer.json()) as { version?: unknown }
    return answer.ok && typeof body.version === 'string' ? body.version : null
  } catch {
    return null
  }
}

function start(launch: Launch): SideProcess {
  const { dir, target, side, port, version } = launch
  mkdirSync(join(dir, 'logs'), { recursive: true })
  const log = openSync(logFile(launch), 'a')
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '..', launch.script),
      ...['--port', String(port), '--version', version, '--data', dataFolder(dir, target)],
      ...['--fault', launch.fault, '--parent', String(launch.parent)],
    ],
    // A session of its own: ending the group of the deploy command must not end what it deployed.
    { detached: true, stdio: ['ignore', log, log], env: { ...keptPlaces(), ...launch.env } },
  )
  closeSync(log)
  child.unref()
  const startTime = child.pid === undefined ? null : startTimeOf(child.pid)
  if (child.pid === undefined || startTime === null)
    throw new Error(`${target} ${version} could not be started on ${side}`)
  const started = { pid: child.pid, startTime, version, port }
  writeJsonFile(pidFile(launch), started)
  return started
}

async function untilReady(launch: Launch, started: SideProcess): Promise<void> {
  const name = `${launch.target} ${launch.version} on ${launch.side}`
  const began = performance.now()
  for (let saidAtMs = 0; ; await sleep(50)) {
    if (!stillRuns(started.pid, started.startTime))
      throw new Error(`${name} ended before it was ready: ${lastLogLine(launch)}`)
    if ((await readyVersion(launch.port)) === launch.version) return
    const waitedMs = performance.now() - began
    if (waitedMs > launch.readyWithinMs)
      throw new Error(`${name} was not ready within ${launch.readyWithinMs / 1_000} s`)
    if (waitedMs - saidAtMs < 2_000) continue
    saidAtMs = waitedMs
    launch.say(`waiting for ${name}, ${Math.round(waitedMs / 1_000)} s`)
  }
}

function lastLogLine(place: Place): string {
  const lines = readFileSync(logFile(place), 'utf8').trim().split('\n')
  return lines.at(-1)?.trim() || 'it said nothing'
}

export const runFolder = (dir: string): string => join(dir, 'run')
export const dataFolder = (dir: string, target: string): string => join(dir, 'data', target)
const pidFile = (place: Place): string => join(runFolder(place.dir), `${place.target}-${place.side}.pid.json`)
const logFile = (place: Place): string => join(place.dir, 'logs', `${place.target}-${place.side}.log`)
