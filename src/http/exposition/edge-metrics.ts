import { Counter, collectDefaultMetrics, Gauge } from 'prom-client'
import { LATENCY_EDGES_MS } from '../../core/histogram/latency-buckets.ts'
import { type Desired, FULL, isLatched, type Slot, weightOf } from '../../core/traffic/desired.ts'
import type { Reason } from '../../core/traffic/route.ts'
import { classOf, countsLatency, type StatusClass } from '../../core/traffic/status-class.ts'
import { exposition } from './exposition.ts'
import { PROTOBUF, wantsProtobuf } from './negotiate.ts'

const TEXT = 'text/plain; version=0.0.4; charset=utf-8'
const REASONS: Readonly<Record<Slot, readonly Reason[]>> = {
  stable: ['closed', 'percentage', 'segment', 'header'],
  canary: ['percentage', 'segment', 'header'],
}
const CODES: Readonly<Record<StatusClass, string>> = {
  ...{ ok: '2xx', redirect: '3xx', client: '4xx', server: '5xx' },
  none: 'none',
}
const OF_A_SLOT = ['environment', 'target', 'slot'] as const

/**
 * The metrics of a gateway for `targets`, named `environment/service`. A series that is to come is there from the
 * beginning with 0, so that its first failure is an increase.
 */
export function edgeMetrics(targets: readonly string[]) {
  const exposed = exposition()
  const registers = [exposed.registry]
  const requests = new Counter({
    name: 'cutwater_gateway_requests_total',
    help: 'Attempts on a side, by class of status (none: no answer) and by why the slot was chosen.',
    labelNames: [...OF_A_SLOT, 'reason', 'code'],
    registers,
  })
  const durations = exposed.durations({
    name: 'cutwater_gateway_request_duration_seconds',
    help: 'Until the head of an answer below 500; without those who chose their version by header.',
    labelNames: [...OF_A_SLOT],
    buckets: LATENCY_EDGES_MS.map((ms) => ms / 1_000),
  })
  const split = new Gauge({
    name: 'cutwater_gateway_canary_weight_ratio',
    help: 'The share of the general public that the canary gets.',
    labelNames: ['environment', 'target'],
    registers,
  })
  const latched = new Gauge({
    name: 'cutwater_gateway_latched',
    help: 'Whether the target is closed until a person releases it.',
    labelNames: ['environment', 'target'],
    registers,
  })
  const generation = new Gauge({
    name: 'cutwater_gateway_generation',
    help: 'The newest order that this gateway has of a target.',
    labelNames: ['environment', 'target'],
    registers,
  })
  collectDefaultMetrics({ register: exposed.registry })
  const named = new Map<string, ReturnType<typeof labelsOf>>()
  const labelsFor = (name: string) => {
    const known = named.get(name)
    if (known !== undefined) return known
    const labels = labelsOf(name)
    named.set(name, labels)
    for (const slot of ['stable', 'canary'] as const) {
      durations.begin({ ...labels, slot })
      for (const reason of REASONS[slot])
        for (const code of Object.values(CODES)) requests.inc({ ...labels, slot, reason, code }, 0)
    }
    return labels
  }
  for (const name of targets) labelsFor(name)

  return {
    count(target: string, slot: Slot, reason: Reason, attempt: { status: number; latencyMs: number }): void {
      const labels = labelsFor(target)
      const { status, latencyMs } = attempt
      requests.inc({ ...labels, slot, reason, code: CODES[classOf(status)] })
      if (countsLatency(status) && reason !== 'header')
        durations.observe({ ...labels, slot }, latencyMs / 1_000)
    },
    async expose(accept: string | undefined, held: Readonly<Record<string, Desired>>) {
      for (const [name, desired] of Object.entries(held)) {
        const labels = labelsFor(name)
        split.set(labels, weightOf(desired.split) / FULL)
        latched.set(labels, isLatched(desired.split) ? 1 : 0)
        generation.set(labels, desired.generation)
      }
      return wantsProtobuf(accept)
        ? { type: PROTOBUF, body: await exposed.protobuf() }
        : { type: TEXT, body: await exposed.text() }
    },
  }
}

function labelsOf(name: string): { readonly environment: string; readonly target: string } {
  const [environment = '', target = ''] = name.split('/')
  return { environment, target }
}
