import { isAdminUrl } from '../address/admin-url.ts'
import { tlsSocket } from '../address/tls-socket.ts'
import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import type { WrittenTraffic } from './traffic-schema.ts'

/** Two entries for one proxy would be one proxy counted twice; two HAProxies with one file would undo each other's. */
export function checkTraffic(path: Path, { gateway, haproxy }: WrittenTraffic): readonly Fault[] {
  const instances = [haproxy ?? []].flat()
  return [
    ...twice([...path, 'gateway'], [gateway ?? []].flat(), [], 'this socket is there already', 'remove it'),
    ...twice(
      [...path, 'haproxy'],
      instances.map(({ socket }) => socket),
      ['socket'],
      'this socket is there already',
      'remove it',
    ),
    ...twice(
      [...path, 'haproxy'],
      // Machines of their own have directories of their own.
      instances.map(({ socket, maps }) => (tlsSocket(socket) === null ? maps : `${socket} ${maps}`)),
      ['maps'],
      'another HAProxy keeps its map files there',
      'give each a directory of its own',
    ),
  ]
}

/** A proxy on another machine obeys nobody who shows no certificate; `path` is that of the traffic. */
export function checkAdmin(path: Path, traffic: WrittenTraffic, hasTls: boolean): readonly Fault[] {
  const instances = [traffic.haproxy ?? []].flat()
  const gateway = [traffic.gateway ?? []].flat().find(isAdminUrl)
  const haproxy = instances.find(({ socket }) => tlsSocket(socket) !== null)?.socket
  const remote = gateway ?? haproxy
  const relative = instances.flatMap(({ socket, maps }, i) =>
    tlsSocket(socket) === null || maps.startsWith('/')
      ? []
      : [
          fault(
            [...path, 'haproxy', ...(Array.isArray(traffic.haproxy) ? [i] : []), 'maps'],
            'bad-value',
            `this lies on the machine of ${socket}, so this file's place says nothing of it`,
            'write an absolute path, such as /var/lib/haproxy/cutwater',
          ),
        ],
  )
  if (remote === undefined || hasTls) return relative
  return [
    ...relative,
    fault(
      [...path, gateway === undefined ? 'haproxy' : 'gateway'],
      'unbound',
      `${remote} obeys only who shows a certificate, and this binding names none`,
      'add adminTls: { ca: FILE, certificate: FILE, key: FILE } at its top',
    ),
  ]
}

/** Paths that are counted apart; `path` is theirs. */
export function checkPaths(
  path: Path,
  { haproxy }: WrittenTraffic,
  paths: readonly string[] | undefined,
): readonly Fault[] {
  if (paths === undefined) return []
  if (haproxy !== undefined)
    return [
      keyFault(
        path,
        'not-measured',
        'HAProxy counts by backend and server, so it cannot tell paths apart',
        'remove paths, and let Prometheus measure it: a query of your services by path, with each: LABEL',
      ),
    ]
  return twice(path, paths, [], 'this path is there already', 'remove it')
}

function twice(path: Path, values: readonly string[], key: Path, says: string, remedy: string): Fault[] {
  return values.flatMap((value, i) =>
    values.indexOf(value) === i ? [] : [fault([...path, i, ...key], 'duplicate-name', says, remedy)],
  )
}
