import { join } from 'node:path'
import { isPlace, tlsSocket } from '../../core/address/tls-socket.ts'
import { cookieAttributes } from '../../core/traffic/visitor-cookie.ts'
import { adminGlobals, adminLines, CONNECTIONS } from './config-admin.ts'
import { frontends } from './config-frontends.ts'
import { latencyGlobals, latencyTableLines } from './config-latency.ts'
import { writesTableLines } from './config-mode.ts'
import type { HaproxyConfigOrder } from './config-order.ts'
import { backendLines, metricsLines } from './config-sections.ts'
import { mapFileOf } from './map-file.ts'
import { quoted } from './quoted.ts'

/** Where the scripts lie that HAProxy loads. */
export const LUA_DIRECTORY = join(import.meta.dirname, 'lua')

/**
 * A file for HAProxy 2.6 or newer, to be loaded beside one's own: `haproxy -f haproxy.cfg -f cutwater.cfg`.
 * Throws a `RangeError` with a sentence for what HAProxy cannot be told.
 */
export function haproxyConfig(order: HaproxyConfigOrder): string {
  const sections = [
    globalLines(order),
    ...order.targets.map((target) => backendLines(target, order)),
    writesTableLines(),
    ...frontends(order),
    ...(order.admin === undefined ? [] : [adminLines(order.admin)]),
    ...(order.metrics === null ? [] : [latencyTableLines(), metricsLines(order.metrics)]),
  ]
  return `${[HEAD, ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** No command tells the limit, so the configuration says that it was set. */
export const CONNECTIONS_SAID = 'CUTWATER_STATS_MAXCONN'

const HEAD = [
  '# Printed by cutwater haproxy config. Load it beside your own: haproxy -f haproxy.cfg -f cutwater.cfg',
  '# The map files have to exist before HAProxy starts: cutwater haproxy config --prepare makes those that do not.',
]

function globalLines(order: HaproxyConfigOrder) {
  const { targets, cookieSecretFile, cookie, userHeader, segmentHeader } = order
  const split = targets.map(({ target, backend, maps }, i) => {
    const twin = targets.slice(0, i).find((other) => other.backend === backend)
    if (twin !== undefined)
      throw new RangeError(
        `${twin.target} and ${target} would both be the backend ${backend}; name another one in the binding`,
      )
    const file = mapFileOf(maps, target)
    if (/[\s="'\\]/.test(file))
      throw new RangeError(`the path ${file} holds a character that cannot stand in it`)
    return `${target}=${backend}=${file}`
  })
  return [
    'global',
    ...socketLines(order),
    `    setenv CUTWATER_TARGETS ${quoted(split.join(' '))}`,
    '    # The rules below turn away what a mode says; scripts of this version ask for them.',
    '    setenv CUTWATER_MODES yes',
    `    setenv CUTWATER_COOKIE_SECRET ${quoted(cookieSecretFile)}`,
    `    setenv CUTWATER_COOKIE_NAME ${quoted(cookie.name)}`,
    `    setenv CUTWATER_COOKIE_ATTRIBUTES ${quoted(cookieAttributes(cookie))}`,
    `    setenv CUTWATER_USER_HEADER ${quoted(userHeader)}`,
    `    setenv CUTWATER_SEGMENT_HEADER ${quoted(segmentHeader)}`,
    `    lua-prepend-path ${quoted(join(LUA_DIRECTORY, '?.lua'))}`,
    `    lua-load-per-thread ${quoted(join(LUA_DIRECTORY, 'cutwater-route.lua'))}`,
    `    lua-load-per-thread ${quoted(join(LUA_DIRECTORY, 'cutwater-mode.lua'))}`,
    `    lua-load ${quoted(join(LUA_DIRECTORY, 'cutwater-control.lua'))}`,
    ...(order.admin === undefined ? [] : adminGlobals(order.admin, LUA_DIRECTORY)),
    ...(order.metrics === null
      ? []
      : [...latencyGlobals(), `    lua-load ${quoted(join(LUA_DIRECTORY, 'cutwater-latency.lua'))}`]),
  ]
}

function socketLines({ socket, socketUser, admin }: HaproxyConfigOrder): string[] {
  const isTls = tlsSocket(socket) !== null
  if (isTls !== (admin !== undefined))
    throw new RangeError(
      isTls
        ? `${socket} obeys who shows a certificate: say with --admin-certificate, --admin-ca and --admin-names whom`
        : `${socket} asks for no certificate; --admin-certificate, --admin-ca and --admin-names are for tls://HOST:PORT`,
    )
  const isPath = !isPlace(socket)
  if (!isPath && socketUser !== null)
    throw new RangeError(
      `${socket} is a place on the network, which belongs to no user as a Unix socket does`,
    )
  if (isTls) return []
  const user = socketUser === null ? '' : ` user ${quoted(socketUser)}`
  return [
    ...(isPath
      ? [`    stats socket ${quoted(socket)} mode 600${user} level admin`]
      : [
          '    # It asks for no password: only the servers of Cutwater may be able to reach it.',
          `    stats socket ${quoted(socket)} level admin`,
        ]),
    '    # Of all sockets together; ten, if nothing is said, and then ten that are held open keep a kill out.',
    `    stats maxconn ${CONNECTIONS}`,
    `    setenv ${CONNECTIONS_SAID} ${CONNECTIONS}`,
  ]
}
