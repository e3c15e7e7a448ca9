/** HAProxy in the demo's world, in place of the gateway. Its configuration is what an administrator would write. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild } from '../process/child.ts'
import { type Addresses, portOf } from './addresses.ts'
import { targets } from './side.ts'

/** What splits the traffic. */
export type ProxyKind = 'gateway' | 'haproxy'

/** Paths of the binding, relative to it. */
export const HAPROXY_MAPS = 'data/haproxy'

export type WorldHaproxy = {
  readonly child: Child
  /** Of the master, with which its workers end; a new one after `goOn`. */
  readonly pid: () => number
  /** As `systemctl reload haproxy` does: a new worker, which knows only what is in its files. */
  readonly reload: () => void
  /** Starts it again when it was killed. */
  readonly goOn: () => void
}

/** What `cutwater haproxy config` is asked for here. */
export function haproxyWishes(addresses: Addresses) {
  return {
    environment: 'staging',
    socket: null,
    cookieSecretFile: null,
    // The demo's users tell who they are in a header, as an edge in front of the proxy would.
    trusted: ['127.0.0.1'],
    userHeader: 'X-User-Id',
    segmentHeader: 'X-User-Segment',
    socketUser: null,
    healthPath: '/health/ready',
    metrics: new URL(addresses.haproxyMetrics).host,
    listen: Object.fromEntries(
      targets.map((target) => [`staging/${target}`, new URL(addresses.publicly[target]).host]),
    ),
  }
}

export async function startHaproxy(dir: string, config: string, addresses: Addresses): Promise<WorldHaproxy> {
  const data = join(dir, 'run')
  const { PATH = '', HOME = '' } = process.env
  const child = await startChild({
    name: 'haproxy',
    script: 'services/haproxy.ts',
    args: ['--config', config, '--data', data, '--port', String(portOf(addresses.publicly.wix))],
    env: { PATH, HOME },
    logFile: join(dir, 'logs', 'haproxy.log'),
  })
  return {
    child,
    pid: () => (JSON.parse(readFileSync(join(data, 'haproxy.pid.json'), 'utf8')) as { pid: number }).pid,
    reload: () => process.kill(child.pid, 'SIGUSR1'),
    goOn: () => process.kill(child.pid, 'SIGUSR2'),
  }
}
