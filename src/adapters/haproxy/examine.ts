import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { networkSocket } from '../../core/address/network-socket.ts'
import { bucketOf } from '../../core/traffic/cohort.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { addressOf } from './address.ts'
import { CONNECTIONS_SAID } from './config.ts'
import { type Control, haproxyControl, type Shown } from './control.ts'
import { examineConfig } from './examine-config.ts'
import { examineRemote } from './examine-remote.ts'
import { loaded, readsItself, servers } from './examine-shown.ts'
import type { Examined, Expected } from './examined.ts'
import { entryInFile, mapFileOf } from './map-file.ts'
import { isRemote } from './maps.ts'
import { askHaproxy, HaproxyUnavailable } from './runtime-socket.ts'

const OLDEST = [2, 6] as const

/**
 * Looks at everything that a runtime socket can tell, and at the file that it names; of one on another machine at what
 * its admin channel tells.
 */
export async function examineHaproxy(
  expected: Expected,
  timeoutMs: number,
  identity?: AdminIdentity,
): Promise<readonly Examined[]> {
  const control = haproxyControl({ socket: expected.socket, timeoutMs, identity })
  const ask = (command: string) => askHaproxy(expected.socket, command, { timeoutMs })
  const seen: Examined[] = []
  try {
    if (isRemote(expected)) return await examineRemote(control, expected)
    const info = await ask('show info')
    seen.push(version(info, expected.socket))
    seen.push(level(await ask('show cli level'), expected.socket))
    seen.push(...reachable(expected.socket))
    seen.push(connections(await ask(`show env ${CONNECTIONS_SAID}`), expected.socket))
    seen.push(await loaded(control, expected))
    seen.push(...(await rules(ask, info, expected)))
    const shown = await control.show(expected.target)
    seen.push(await script(control, expected.socket))
    seen.push(...servers(shown, expected))
    seen.push(...addresses(await ask(`show servers conn ${expected.backend}`), expected))
    seen.push(await mapFile(shown, expected))
    seen.push(readsItself(shown, expected))
    seen.push(...visited(await ask(`show stat ${expected.backend} 2 -1`), expected))
  } catch (cause) {
    if (!(cause instanceof HaproxyUnavailable)) throw cause
    seen.push({ is: 'bad', says: cause.message })
  }
  return seen
}

function version(info: string, socket: string): Examined {
  const said = /^Version: (\S+)/m.exec(info)?.[1]
  if (said === undefined) throw new HaproxyUnavailable(`what answers at ${socket} is no HAProxy`)
  const [major = 0, minor = 0] = said.split('.').map((part) => Number.parseInt(part, 10))
  const good = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
  return {
    is: good ? 'good' : 'bad',
    says: `HAProxy ${said} at ${socket}${good ? '' : `; it has to be ${OLDEST.join('.')} or newer`}`,
  }
}

function level(said: string, socket: string): Examined {
  return said === 'admin'
    ? { is: 'good', says: 'its socket has the level admin' }
    : {
        is: 'bad',
        says: `its socket has the level ${said}, so a server's state cannot be set by hand in an emergency: write "level admin" at "stats socket ${socket}"`,
      }
}

function connections(said: string, socket: string): Examined {
  const most = new RegExp(`^${CONNECTIONS_SAID}=(\\d+)$`, 'm').exec(said)?.[1]
  return most === undefined
    ? {
        is: 'bad',
        says: `all sockets of the HAProxy at ${socket} share ten connections, so ten that are held open keep a kill out: it lacks "stats maxconn"; print its configuration again with cutwater haproxy config, and reload`,
      }
    : { is: 'good', says: `its sockets take ${most} connections together` }
}

/** Who may open a Unix socket is the system's to say. */
function reachable(socket: string): Examined[] {
  if (networkSocket(socket) === null) return []
  return [
    {
      is: 'unseen',
      says: `its socket ${socket} asks for no password, and anyone who can reach it can open and close targets: keep it to this machine, or to a network that only Cutwater's servers share with it`,
    },
  ]
}

type Ask = (command: string) => Promise<string>

/** A backend without our rules splits nothing, however well the scripts answer. */
async function rules(ask: Ask, info: string, expected: Expected): Promise<readonly Examined[]> {
  const { target, maps, backend } = expected
  const mapFile = mapFileOf(maps, target)
  const line = (await ask('show map')).split('\n').find((one) => one.includes(`(${mapFile})`)) ?? ''
  const places = [...line.matchAll(/by map at file '([^']+)' line (\d+)/g)]
  const [, file, number] = places.find(([, where]) => where?.endsWith('.lua') === false) ?? []
  if (file === undefined)
    return [
      {
        is: 'bad',
        says: `no rule of its configuration reads ${mapFile}: the backend ${backend} lacks the rules that cutwater haproxy config prints`,
      },
    ]
  const variable = async (name: string) =>
    new RegExp(`^${name}=(.+)$`, 'm').exec(await ask(`show env ${name}`))?.[1] ?? null
  const loaded = {
    file,
    line: Number(number),
    directory: await variable('PWD'),
    startedAtS: Number(/^Start_time_sec: (\d+)/m.exec(info)?.[1] ?? 0),
    userHeader: (await variable('CUTWATER_USER_HEADER')) ?? 'X-User-Id',
    segmentHeader: (await variable('CUTWATER_SEGMENT_HEADER')) ?? 'X-User-Segment',
  }
  return [
    { is: 'good', says: `its rules read the map (${file}:${number})` },
    ...(await examineConfig(loaded, expected)),
  ]
}

/** A backend that no frontend leads to is as good as none, and looks well. */
function visited(stat: string, { backend }: Expected): Examined[] {
  const [names = '', values = ''] = stat.replace(/^# /, '').split('\n')
  const requests = values.split(',')[names.split(',').indexOf('stot')]
  if (requests !== '0') return []
  return [
    {
      is: 'unseen',
      says: `no request has reached its backend ${backend} since it was started: does a frontend lead there (default_backend ${backend})?`,
    },
  ]
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
    is: good ? 'good' : 'bad',
    says: good
      ? 'it puts the same people on the same side as the gateway does'
      : 'its script puts people on other sides than the gateway does: load the scripts of this version',
  }
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
        is: 'bad',
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
      is: 'bad',
      says: `${dirname(file)} cannot be written by this user: let the server's user write there`,
    }
  return inFile === entry
    ? { is: 'good', says: `${file} holds what is loaded: ${entry}` }
    : {
        is: 'bad',
        says: `${file} holds "${inFile ?? 'nothing'}", but "${entry}" is loaded; a running server writes it within a second`,
      }
}
