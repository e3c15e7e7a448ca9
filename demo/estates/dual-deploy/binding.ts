/** `cutwater.yaml` of the dual-deploy estate: what an administrator would write to reach this small world. */
import { join } from 'node:path'
import { stringify } from 'yaml'
import { keptCode } from '../../process/kept-places.ts'
import { HAPROXY_MAPS, type ProxyKind } from '../../world/haproxy.ts'
import type { Metrics } from '../../world/prometheus.ts'
import type { Addresses } from './addresses.ts'
import type { FaultOrder } from './fault-order.ts'
import { prometheusSignals } from './signals.ts'
import { type Target, targets } from './targets.ts'

export type BindingFacts = {
  readonly dir: string
  readonly addresses: Addresses
  readonly adminSocket: string
  readonly haproxySocket: string
  readonly proxy: ProxyKind
  readonly order: FaultOrder
  /** Who measures the signals. */
  readonly metrics: Metrics
  /** Deployed services end soon after this process does. */
  readonly parent: number
}

export function bindingYaml(facts: BindingFacts): string {
  const { addresses } = facts
  const registry = { REGISTRY_URL: addresses.publicly.wix }
  const panel = {
    PANEL_URL: addresses.publicly.gamma,
    FLAG_URL: addresses.flags.gamma,
    FLAG_API_KEY: 'secret:FLAG_API_KEY',
  }
  const source = {
    NOTION_URL: addresses.source,
    NOTION_TOKEN: 'secret:NOTION_TOKEN',
    REGISTRY_API_KEY: 'secret:REGISTRY_API_KEY',
  }
  const binding = {
    environments: {
      staging: {
        allowPace: true,
        targets: Object.fromEntries(targets.map((target) => [target, targetBinding(target, facts)])),
        actions: {
          'sync-registry': { ...action('sync-registry.ts', { ...source, ...registry }), timeLimit: '60s' },
          'verify-registry': { ...action('verify-registry.ts', registry), timeLimit: '30s' },
          'verify-investor-panel': { ...action('verify-investor-panel.ts', panel), timeLimit: '30s' },
        },
        ...measured(facts),
        checks: { 'investor-panel': panelCheck(addresses) },
        suites: { 'investor-panel': { title: 'Investor panel', checks: ['investor-panel'] } },
        notices: [
          {
            channel: 'pager',
            webhook: `${addresses.pager}/pager`,
            secret: 'secret:PAGER_KEY',
            urgency: 'page',
          },
          {
            channel: 'events',
            webhook: `${addresses.pager}/events`,
            secret: 'secret:EVENTS_KEY',
            events: ['maintenance:*', 'canary:*', 'deploy:complete', 'follow-up:*'],
          },
        ],
      },
    },
  }
  return `# Written by the demo for one run of it; every address in it is gone when the demo ends.\n${stringify(binding, { lineWidth: 0 })}`
}

/** As people meet it: in a real browser, light and dark, by keyboard alone. */
const panelCheck = ({ publicly }: Addresses) => ({
  title: 'Investor panel',
  page: {
    url: `${publicly.gamma}/`,
    selector: '.card',
    quiet: true,
    axe: true,
    focus: true,
    schemes: ['light', 'dark'],
  },
  timeLimit: '2m',
})

function measured({ metrics, proxy, addresses }: BindingFacts) {
  if (metrics === 'gateway')
    return {
      drills: { requests: 'answered' },
      signals: {
        answered: { gateway: 'success', statusBelow: 500 },
        'success-ratio': { gateway: 'success', statusBelow: 500, within: '1s' },
        'latency-p95': { gateway: 'latency', quantile: 0.95 },
      },
    }
  return {
    prometheus: { url: addresses.prometheus, scrape: '1s', interval: '2s' },
    signals: prometheusSignals(proxy === 'haproxy'),
  }
}

function targetBinding(target: Target, facts: BindingFacts) {
  const { addresses, order, parent } = facts
  const place = { DEMO_DIR: facts.dir }
  const launch = {
    ...place,
    REGISTRY_API_KEY: 'secret:REGISTRY_API_KEY',
    DEMO_PARENT: String(parent),
    DEMO_FAULT: order.fault,
    DEMO_FAULT_TARGET: order.target,
    DEMO_FAULT_VERSION: order.version,
    DEMO_FAULT_RPS: String(order.rps),
    DEMO_FAULT_REQUESTS: String(order.crashAfter),
    DEMO_FAULT_USUAL: String(order.usual),
  }
  return {
    traffic:
      facts.proxy === 'haproxy'
        ? { haproxy: { socket: facts.haproxySocket, maps: HAPROXY_MAPS } }
        : { gateway: facts.adminSocket },
    sides: addresses.sides[target],
    deploy: { ...action('deploy.ts', launch, 'up'), timeLimit: '30s', grace: '2s' },
    undeploy: { ...action('deploy.ts', place, 'down'), timeLimit: '30s' },
    keepWarm: '24h',
    flags: [
      { method: 'POST', url: `${addresses.flags[target]}/flags/\${FLAG}`, token: 'secret:FLAG_API_KEY' },
    ],
  }
}

function action(script: string, env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const path = join(import.meta.dirname, 'actions', script)
  return { command: [process.execPath, path, ...args], cwd: '.', env: { ...keptCode(), ...env } }
}
