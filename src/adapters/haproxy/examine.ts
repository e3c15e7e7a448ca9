import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bucketOf } from '../../core/traffic/cohort.ts'
import { otherSide, type Side } from '../../core/traffic/desired.ts'
import { addressOf } from './address.ts'
import { type Control, haproxyControl, type Shown } from './control.ts'
import { entryInFile, mapFileOf } from './map-file.ts'
import { askHaproxy, HaproxyUnavailable } from './runtime-socket.ts'

/** One thing that was looked at. What is bad says what to do. */
export type Examined = { readonly good: boolean; readonly says: string }

/** What the binding expects of one HAProxy for one target. */
export type Expected = {
  readonly socket: string
  readonly maps: string
  readonly backend: string
  readonly target: string
  readonly sides: Readonly<Record<Side, string>>
}

const OLDEST = [2, 6] as const

/** Looks at everything that a runtime socket can tell. Retries cannot be seen there: the printed configuration sets them. */
export async function examineHaproxy(expected: Expected, timeoutMs: number): Promise<readonly Examined[]> {
  const control = haproxyControl({ socket: expected.socket, timeoutMs })
  const ask = (command: string) => askHaproxy(expected.socket, command, { timeoutMs })
  const seen: Examined[] = []
  try {
    seen.push(version(await ask('show info'), expected.socket))
    seen.push(level(await ask('show cli level'), expected.socket))
    seen.push(await loaded(control, expected))
    seen.push(rules(await ask('show map'), expected))
    const shown = await control.show(expected.target)
    seen.push(await script(control, expected.socket))
    seen.push(...servers(shown, expected))
    seen.push(...addresses(await ask(`show servers conn ${expected.backend}`), expected))
    seen.push(await mapFile(shown, expected))
  } catch (cause) {
    if (!(cause instanceof HaproxyUnavailable)) throw cause
    seen.push({ good: false, says: cause.message })
  }
  return seen
}

function version(info: string, socket: string): Examined {
  const said = /^Version: (\S+)/m.exec(info)?.[1] ?? 'of unknown version'
  const [major = 0, minor = 0] = said.split('.').map((part) => Number.parseInt(part, 10))
  const good = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
  return {
    good,
    says: `HAProxy ${said} at ${socket}${good ? '' : `; it has to be ${OLDEST.join('.')} or newer`}`,
  }
}

function level(said: string, socket: string): Examined {
  const good = said === 'admin'
  return good
    ? { good, says: 'its socket has the level admin' }
    : {
        good,
        says: `its socket has the level ${said}, so nobody can set a server's state by hand in an emergency: write "level admin" at "stats socket ${socket}"`,
      }
}

async function loaded(control: Control, { target, backend, maps, socket }: Expected): Promise<Examined> {
  const file = mapFileOf(maps, target)
  const there = (await control.targets()).find((one) => one.target === target)
  if (there === undefined)
    throw new HaproxyUnavailable(
      `CUTWATER_TARGETS of the HAProxy at ${socket} lacks ${target}; cutwater haproxy config prints the line`,
    )
  if (there.backend !== backend)
    throw new HaproxyUnavailable(`${target} is its backend ${there.backend}, but the binding says ${backend}`)
  if (there.mapFile !== file)
    throw new HaproxyUnavailable(`${target} is kept in ${there.mapFile}, but the binding says ${file}`)
  return { good: true, says: `it knows ${target} as its backend ${backend}` }
}

/** A backend without our rules splits nothing, however well the scripts answer. */
function rules(maps: string, { target, maps: directory, backend }: Expected): Examined {
  const file = mapFileOf(directory, target)
  const line = maps.split('\n').find((one) => one.includes(`(${file})`)) ?? ''
  const places = [...line.matchAll(/by map at file '([^']+)' line (\d+)/g)]
  const own = places.find(([, where]) => where?.endsWith('.lua') === false)
  return own === undefined
    ? {
        good: false,
        says: `no rule of its configuration reads ${file}: the backend ${backend} lacks the rules that cutwater haproxy config prints`,
      }
    : { good: true, says: `its rules read the map (${own[1]}:${own[2]})` }
}

const COHORT = 'doctor'
const SUBJECT = 'somebody'

async function script(control: Control, socket: string): Promise<Examined> {
  const bucket = await control.bucket(COHORT, SUBJECT).catch((cause: unknown) => {
    if (!(cause instanceof HaproxyUnavailable)) throw cause
    throw new HaproxyUnavailable(
      `the HAProxy at ${socket} does not load cutwater-route.lua, so everybody goes to stable; cutwater haproxy config prints the line`,
      { cause },
    )
  })
  const good = bucket === bucketOf(COHORT, SUBJECT)
  return {
    good,
    says: good
      ? 'it puts the same people on the same side as the gateway does'
      : 'its script puts people on other sides than the gateway does: load the scripts of this version',
  }
}

function servers({ held, servers: seen }: Shown, { backend }: Expected): Examined[] {
  const { stable, split } = held.desired
  const canary = otherSide(stable)
  const up = /^(UP|no check)/.test(seen[stable].status)
  const found: Examined[] = [
    {
      good: up,
      says: `stable is ${backend}/${stable}, which is ${seen[stable].status}${up ? '' : '; users are not served: bring it up'}`,
    },
  ]
  if (split.mode === 'open')
    found.push({ good: true, says: `the canary is ${backend}/${canary}, which is ${seen[canary].status}` })
  return found
}

function addresses(answer: string, { backend, sides }: Expected): Examined[] {
  return (['blue', 'green'] as const).flatMap((side) => {
    const [, address, port] = new RegExp(`^${backend}/${side} \\S+ (\\S+) (\\d+) `, 'm').exec(answer) ?? []
    const { hostname, port: wanted } = addressOf(sides[side])
    // A name may be resolved to any address; a port is a port.
    const isAddress = /^[\d.]+$/.test(hostname)
    if (Number(port) === wanted && (!isAddress || address === hostname)) return []
    return [
      {
        good: false,
        says: `the server ${backend}/${side} is ${address}:${port}, but the binding has that side at ${sides[side]}`,
      },
    ]
  })
}

async function mapFile({ entry }: Shown, { maps, target }: Expected): Promise<Examined> {
  const file = mapFileOf(maps, target)
  const inFile = await entryInFile(file, target)
  const writable = await access(dirname(file), constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable)
    return {
      good: false,
      says: `${dirname(file)} cannot be written by this user: let the server's user write there`,
    }
  return inFile === entry
    ? { good: true, says: `${file} holds what is loaded: ${entry}` }
    : {
        good: false,
        says: `${file} holds "${inFile ?? 'nothing'}", but "${entry}" is loaded; a running server writes it within a second`,
      }
}
