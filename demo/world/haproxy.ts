/** HAProxy in a world of the demo, in place of the gateway. Its configuration is what an administrator would write. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { USUAL_COOKIE, type VisitorCookie } from '../../src/core/traffic/visitor-cookie.ts'
import type { ScrapeJob } from '../parts/prometheus.ts'
import { type Child, startChild } from '../process/child.ts'

/** What splits the traffic. */
export const proxyKinds = ['gateway', 'haproxy'] as const
export type ProxyKind = (typeof proxyKinds)[number]

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

export type HaproxyWishes = ReturnType<typeof haproxyWishesOf>

/** Where users of a target come in, and what it takes of an address that several share; nothing: the rest. */
export type Door = { readonly url: string; readonly paths?: readonly string[] }

/** What `cutwater haproxy config` is asked for in a world; `doors` are those of its targets. */
export function haproxyWishesOf(
  environment: string,
  doors: Readonly<Record<string, Door>>,
  metricsUrl: string,
  cookie: Partial<VisitorCookie> = {},
) {
  const listen = Object.entries(doors).map(
    ([target, { url, paths = [] }]) =>
      [`${environment}/${target}`, { at: new URL(url).host, paths }] as const,
  )
  return {
    environment,
    socket: null,
    cookieSecretFile: null,
    cookie: { ...USUAL_COOKIE, ...cookie },
    // The demo's users tell who they are in a header, as an edge in front of the proxy would.
    trusted: ['127.0.0.1'],
    userHeader: 'X-User-Id',
    segmentHeader: 'X-User-Segment',
    socketUser: null,
    healthPath: '/health/ready',
    metrics: new URL(metricsUrl).host,
    listen: Object.fromEntries(listen),
  }
}

/** What HAProxy counted, and how long answers took; its backends are called like the services. */
export const haproxyJobs = (metricsUrl: string): readonly ScrapeJob[] =>
  ['/metrics', '/latency'].map((path) => ({
    name: `haproxy${path.replace('/', '-')}`,
    path,
    targets: [{ address: new URL(metricsUrl).host, labels: {} }],
    rename: { proxy: 'service', server: 'side' },
  }))

/** `port`: one on which it will listen, to see that it does. */
export async function startHaproxy(dir: string, config: string, port: number): Promise<WorldHaproxy> {
  const data = join(dir, 'run')
  const { PATH = '', HOME = '' } = process.env
  const child = await startChild({
    name: 'haproxy',
    script: 'services/haproxy.ts',
    args: ['--config', config, '--data', data, '--port', String(port)],
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
