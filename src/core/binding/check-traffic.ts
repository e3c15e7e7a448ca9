import { isAdminUrl } from '../address/admin-url.ts'
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
      instances.map(({ maps }) => maps),
      ['maps'],
      'another HAProxy keeps its map files there',
      'give each a directory of its own',
    ),
  ]
}

/** A gateway on another machine obeys nobody who shows no certificate; `path` is that of the gateways. */
export function checkAdmin(path: Path, { gateway }: WrittenTraffic, hasTls: boolean): readonly Fault[] {
  const remote = [gateway ?? []].flat().find(isAdminUrl)
  if (remote === undefined || hasTls) return []
  return [
    fault(
      path,
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
