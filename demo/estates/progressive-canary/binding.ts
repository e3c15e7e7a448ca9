/** `cutwater.yaml` of the progressive-canary estate: what an administrator would write to reach this shop. */
import { join } from 'node:path'
import { stringify } from 'yaml'
import { keptCode } from '../../process/kept-places.ts'
import type { PartAddresses } from './part-addresses.ts'
import { type ShopAddresses, type ShopService, shopServices } from './services/addresses.ts'
import { signalsOf } from './signals.ts'
import { checksOf } from './suites.ts'

export type BindingFacts = {
  readonly dir: string
  readonly addresses: ShopAddresses
  readonly parts: PartAddresses
  /** What splits the traffic, as a binding says it. */
  readonly traffic: object
  readonly isHaproxy: boolean
  readonly workers: number
  /** Whether there is a Redis. */
  readonly hasCache: boolean
}

export function bindingYaml(facts: BindingFacts): string {
  const { addresses, parts, workers, isHaproxy } = facts
  const binding = {
    environments: {
      staging: {
        allowPace: true,
        drills: { requests: 'answered' },
        targets: Object.fromEntries(shopServices.map((service) => [service, targetOf(service, facts)])),
        actions: actionsOf(facts),
        // Windows of four scrapes lose a quarter of what is counted between them, windows of two would lose half.
        prometheus: {
          ...{ url: parts.prometheus, scrape: '1s', interval: '4s', lag: '2500ms' },
          ...(isHaproxy ? {} : { gateways: true }),
        },
        databases: { shop: { url: 'secret:SHOP_READER', interval: '2s', timeLimit: '1500ms' } },
        signals: signalsOf(workers, isHaproxy),
        ...checksOf(facts),
        incidents: 'incidents',
        services: servicesOf(addresses),
        notices: [
          {
            ...{ channel: 'codex-alerts', webhook: `${parts.pager}/pager` },
            ...{ secret: 'secret:PAGER_KEY', urgency: 'page' },
          },
          {
            ...{ channel: 'events', webhook: `${parts.pager}/events`, secret: 'secret:EVENTS_KEY' },
            events: ['canary:*', 'deploy:*', 'level:changed', 'probe:*', 'follow-up:*'],
          },
        ],
      },
    },
  }
  const about = `# Written by the demo for one run of it; every address in it is gone when the demo ends.
# Users reach the shop at ${addresses.publicly.frontend}; ${isHaproxy ? 'HAProxy' : 'the gateway'} leads some paths to the backend, and the rest to the frontend.`
  return `${about}\n${stringify(binding, { lineWidth: 0 })}`
}

function targetOf(service: ShopService, { dir, addresses, traffic }: BindingFacts) {
  const place = { SHOP_DIR: dir }
  return {
    traffic,
    sides: addresses.sides[service],
    deploy: { ...script('services/deploy.ts', place, 'up'), timeLimit: '60s', grace: '2s' },
    undeploy: { ...script('services/deploy.ts', place, 'down'), timeLimit: '60s' },
    logging: { set: { ...script('actions/set-log-level.ts', place), timeLimit: '30s' }, stable: 'INFO' },
    keepWarm: '24h',
  }
}

const servicesOf = ({ publicly }: ShopAddresses) => ({
  frontend: { url: publicly.frontend },
  backend: { url: publicly.backend, as: { 'smoke-user': { token: 'secret:SMOKE_TOKEN' } } },
})

function actionsOf({ dir }: BindingFacts) {
  const place = { SHOP_DIR: dir }
  return {
    'export-observability': { ...script('actions/export-observability.ts', place), timeLimit: '2m' },
    'verify-backup': { ...script('services/database/backup.ts', place), timeLimit: '3m' },
    'backup-configuration': { ...script('actions/backup-configuration.ts', place), timeLimit: '30s' },
    'snapshot-registry': { ...script('actions/snapshot-registry.ts', place), timeLimit: '30s' },
    'clear-canary-cache': { ...script('services/backend/clear-cache.ts', place), timeLimit: '30s' },
  }
}

function script(file: string, env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  return {
    command: [process.execPath, join(import.meta.dirname, file), ...args],
    cwd: '.',
    env: { ...keptCode(), ...env },
  }
}
