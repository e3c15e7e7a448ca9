import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { haproxyWishes } from '../../demo/estates/dual-deploy/haproxy-wishes.ts'
import type { DualDeployWorld as World } from '../../demo/estates/dual-deploy/world.ts'
import { startChild } from '../../demo/process/child.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import { haproxyTraffic } from '../../src/adapters/haproxy/traffic.ts'
import { configureHaproxy } from '../../src/compose/haproxy.ts'
import { adminTlsIn } from './admin-tls.testing.ts'
import { atPort } from './fleet-gateways.testing.ts'
import { addressesOf, allSame, bindBoth, type OnEnd, type Proxies } from './fleet-proxies.testing.ts'
import { isAlive } from './outside.testing.ts'
import type { Part } from './parts.testing.ts'
import { until } from './stage.testing.ts'
import { standStillWithChildren } from './standing-still.testing.ts'

/**
 * Two HAProxies, configured as an administrator would, and the Prometheus that asks both. The second is spoken to by
 * TLS, as one on another machine.
 */
export async function raiseHaproxies(world: World, onEnd: OnEnd): Promise<Proxies> {
  const { wix, gamma } = world.addresses.publicly
  const [metrics = 0, admin = 0, ...twins] = await freePorts(4)
  const tls = adminTlsIn(join(world.dir, 'tls'))
  const sites = [wix, gamma].map((url, i) => [url, `http://127.0.0.1:${twins[i]}`])
  const sockets = ['h1.sock', 'h2.sock'].map((name) => join(dirname(world.adminSocket), name))
  if (tls !== null) sockets[1] = `tls://localhost:${admin}`
  const bound = sockets.map((socket, i) => ({ socket, maps: join(world.dir, 'data', `haproxy-${i + 1}`) }))
  await bindBoth(world, { haproxy: bound }, sites, onEnd, tls?.binding)

  const addresses = [
    world.addresses,
    {
      ...world.addresses,
      publicly: { wix: sites[0]?.[1] ?? '', gamma: sites[1]?.[1] ?? '' },
      haproxyMetrics: `http://127.0.0.1:${metrics}`,
    },
  ]
  const secret = join(world.dir, 'data', 'haproxy-cookie-secret')
  const parts: Part[] = []
  const reloads: (() => void)[] = []
  for (const [i, each] of addresses.entries()) {
    const channel = i === 0 || tls === null ? {} : { admin: tls.haproxy(atPort(admin)) }
    const wishes = { ...haproxyWishes(each), ...channel, socket: sockets[i] ?? '', cookieSecretFile: secret }
    const { text } = await configureHaproxy(world.bindingFile, wishes, true)
    const config = join(world.dir, `haproxy-${i + 1}.cfg`)
    writeFileSync(config, text)
    const { part, reload } = await haproxyPart(world, `haproxy-${i + 1}`, config, each.publicly.wix)
    onEnd(part.stop)
    parts.push(part)
    reloads.push(reload)
  }
  scrapeAlso(world, metrics)
  const traffic = haproxyTraffic({ instances: bound, timeoutMs: 5_000, identity: tls?.identity })
  const renew = () => {
    tls?.renew()
    reloads.at(-1)?.()
  }
  return {
    parts: [...parts, prometheusPart(world)],
    sites: addressesOf(sites),
    ...(tls === null ? {} : { renew }),
    agreed: async (target) => {
      const reports = await traffic.read(target, AbortSignal.timeout(10_000))
      return allSame(reports.flatMap((report) => (report.reached ? [report.has] : [])))
    },
  }
}

async function haproxyPart({ dir }: World, name: string, config: string, url: string) {
  const data = join(dir, 'run', name)
  mkdirSync(data, { recursive: true })
  const { PATH = '', HOME = '' } = process.env
  const child = await startChild({
    name,
    script: 'services/haproxy.ts',
    args: ['--config', config, '--data', data, '--port', new URL(url).port],
    env: { PATH, HOME },
    logFile: join(dir, 'logs', `${name}.log`),
  })
  const order = (signal: 'SIGUSR1' | 'SIGUSR2') => process.kill(child.pid, signal)
  const part = again('haproxy', name, join(data, 'haproxy.pid.json'), () => order('SIGUSR2'), child.stop)
  return { part, reload: () => void (part.isUp() && order('SIGUSR1')) }
}

function prometheusPart({ dir, prometheus }: World): Part {
  const pidFile = join(dir, 'data', 'prometheus', 'prometheus.pid.json')
  return again(
    'prometheus',
    'prometheus',
    pidFile,
    () => prometheus?.goOn(),
    async () => undefined,
  )
}

/** Something whose keeper starts it again when it is told to, and then writes down another pid. */
function again(
  kind: Part['kind'],
  name: string,
  pidFile: string,
  goOn: () => unknown,
  stop: () => Promise<unknown>,
): Part {
  const pid = () => (JSON.parse(readFileSync(pidFile, 'utf8')) as { pid: number }).pid
  return {
    kind,
    name,
    isUp: () => isAlive(pid()),
    hang: () => standStillWithChildren(pid()),
    async kill() {
      const dying = pid()
      process.kill(dying, 'SIGKILL')
      await until(`${name} is dead`, () => !isAlive(dying))
      // Its keeper hears of it a moment after the system does.
      await sleep(100)
    },
    async start() {
      goOn()
      await until(`${name} is up again`, () => isAlive(pid()))
    },
    stop: async () => {
      await stop()
    },
  }
}

/** The world's Prometheus knows of one HAProxy; a person adds the other, and has the configuration read again. */
function scrapeAlso({ dir, prometheus }: World, port: number): void {
  const file = join(dir, 'data', 'prometheus', 'prometheus.yml')
  const config = parse(readFileSync(file, 'utf8'))
  for (const { job_name, static_configs } of config.scrape_configs)
    if (job_name.startsWith('haproxy')) static_configs.push({ targets: [`127.0.0.1:${port}`] })
  writeFileSync(file, stringify(config))
  process.kill(prometheus?.pid() ?? 0, 'SIGHUP')
}
