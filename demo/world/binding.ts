/** `cutwater.yaml` of the demo: what an administrator would write to reach this small world. */
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Target, targets } from '../process/side.ts'
import type { Addresses } from './addresses.ts'
import type { FaultOrder } from './fault-order.ts'

export type BindingFacts = {
  readonly dir: string
  readonly addresses: Addresses
  readonly adminSocket: string
  readonly order: FaultOrder
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
        signals: {
          'success-ratio': { gateway: 'success', statusBelow: 500, within: '1s' },
          'latency-p95': { gateway: 'latency', quantile: 0.95 },
        },
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
            events: ['maintenance:*', 'canary:*', 'deploy:complete'],
          },
        ],
      },
    },
  }
  return `# Written by the demo for one run of it; every address in it is gone when the demo ends.\n${stringify(binding, { lineWidth: 0 })}`
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
  }
  return {
    traffic: { gateway: facts.adminSocket },
    sides: addresses.sides[target],
    deploy: { ...action('deploy.ts', launch, 'up'), timeLimit: '30s', grace: '2s' },
    undeploy: { ...action('deploy.ts', place, 'down'), timeLimit: '30s' },
    flags: [
      { method: 'POST', url: `${addresses.flags[target]}/flags/\${FLAG}`, token: 'secret:FLAG_API_KEY' },
    ],
  }
}

function action(script: string, env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const path = join(import.meta.dirname, '..', 'actions', script)
  return { command: [process.execPath, path, ...args], cwd: '.', env }
}
