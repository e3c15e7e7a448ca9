/** One version of a service on one of its sides: a real process that outlives the command which deployed it. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess } from '../../../process/end-process.ts'
import { readJsonFile, writeJsonFile } from '../../../process/json-file.ts'
import { startTimeOf, stillRuns } from '../../../process/start-time.ts'
import { portOf, type ShopService, type Side } from './addresses.ts'
import { inherited } from './inherited.ts'
import { sideArguments } from './side-kit.ts'
import { readState } from './state.ts'

export type Place = { readonly dir: string; readonly service: ShopService; readonly side: Side }
/** The start time tells a process from a later one with its number. */
export type SideProcess = { readonly pid: number; readonly startTime: string; readonly version: string }

export type BringUp = {
  readonly say?: (line: string) => void
  /** Default 20 s. */
  readonly readyWithinMs?: number
}

/**
 * Deploys the version: replaces whatever ran on the side, and waits until it is ready. Throws, leaving nothing behind,
 * when it is not in time.
 */
export async function bringUpSide(
  place: Place,
  version: string,
  { say = () => {}, readyWithinMs = 20_000 }: BringUp = {},
) {
  if (!/^v[\w.+-]{1,60}$/.test(version))
    throw new Error(`${JSON.stringify(version)} is no version of the shop: say one such as v2.1.0`)
  const url = sideUrl(place)
  if (runningOn(place)?.version === version && (await readyVersion(url)) === version)
    return say(`${place.service} ${version} already runs on ${place.side}`)
  await takeDownSide(place)
  say(`starting ${place.service} ${version} on ${place.side}`)
  const started = start(place, version)
  const until = performance.now() + readyWithinMs
  try {
    while ((await readyVersion(url)) !== version) {
      if (!stillRuns(started.pid, started.startTime)) throw new Error(`it ended: ${lastLogLine(place)}`)
      if (performance.now() > until) throw new Error(`it is not ready within ${readyWithinMs / 1_000} s`)
      await sleep(50)
    }
  } catch (cause) {
    await takeDownSide(place)
    throw new Error(`${place.service} ${version} could not be deployed on ${place.side}`, { cause })
  }
  say(`${place.service} ${version} on ${place.side} is ready`)
}

/** Ends what runs on the side. That nothing does is fine. */
export async function takeDownSide(place: Place): Promise<'gone' | 'ended' | 'forced'> {
  const running = readJsonFile<SideProcess>(pidFile(place))
  const how = running ? await endProcess(running.pid, running.startTime, 3_500) : 'gone'
  rmSync(pidFile(place), { force: true })
  return how
}

/** The live process of this side, if there is one. Of the backend it is the one that starts the workers. */
export function runningOn(place: Place): SideProcess | null {
  const known = readJsonFile<SideProcess>(pidFile(place))
  return known && stillRuns(known.pid, known.startTime) ? known : null
}

/** Ends every side recorded in this directory, also those of an earlier process. */
export async function endAllSides(dir: string): Promise<void> {
  const folder = join(dir, 'run')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = readdirSync(folder).filter((name) => name.endsWith('.pid.json'))
  await Promise.all(
    files.map(async (name) => {
      const known = readJsonFile<SideProcess>(join(folder, name))
      if (known) await endProcess(known.pid, known.startTime, 3_500)
      rmSync(join(folder, name), { force: true })
    }),
  )
}

const sideUrl = ({ dir, service, side }: Place): string => readState(dir).addresses.sides[service][side]

function start(place: Place, version: string): SideProcess {
  const { dir, service, side } = place
  mkdirSync(join(dir, 'logs'), { recursive: true })
  const log = openSync(logFile(place), 'a')
  const { parent } = readState(dir)
  const options = { dir, service, side, port: portOf(sideUrl(place)), version, parent }
  // A session of its own: ending the group of the deploy command must not end what it deployed.
  const child = spawn(
    process.execPath,
    [
      '--max-old-space-size=64',
      '--max-semi-space-size=2',
      join(import.meta.dirname, service, 'main.ts'),
      ...sideArguments(options),
    ],
    { detached: true, stdio: ['ignore', log, log], env: inherited() },
  )
  closeSync(log)
  child.unref()
  const startTime = child.pid === undefined ? null : startTimeOf(child.pid)
  if (child.pid === undefined || startTime === null)
    throw new Error(`${service} ${version} could not be started on ${side}`)
  const started = { pid: child.pid, startTime, version }
  writeJsonFile(pidFile(place), started)
  return started
}

async function readyVersion(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(1_000) })
    const body = (await answer.json()) as { version?: unknown }
    return answer.ok && typeof body.version === 'string' ? body.version : null
  } catch {
    return null
  }
}

const pidFile = ({ dir, service, side }: Place): string => join(dir, 'run', `${service}-${side}.pid.json`)
const logFile = ({ dir, service, side }: Place): string => join(dir, 'logs', `${service}-${side}.log`)

function lastLogLine(place: Place): string {
  return readFileSync(logFile(place), 'utf8').trim().split('\n').at(-1)?.trim() || 'it said nothing'
}
