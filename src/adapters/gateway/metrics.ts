import { GATEWAY_RHYTHM } from '../../core/binding/signal-binding.ts'
import { PATH_LABEL } from '../../core/binding/told-apart.ts'
import type { Sample } from '../../core/judge/sample.ts'
import { type Measured, type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { Samples, TelemetrySecond } from '../../ports/store/observation.ts'
import { measureApart } from './apart.ts'
import { WantedCounting } from './counting.ts'
import { faultOf, type GatewaySignal, measure, measureSegments } from './signal.ts'

/**
 * Signals from the telemetry that was pulled from the gateways. It is complete up to the slowest gateway of a target;
 * while one of them cannot be asked, the watermark stays where it is.
 */
export function gatewayMetrics(options: {
  readonly samples: Samples
  /** `environment/service` to the admin sockets of the gateways that route it. */
  readonly targets: ReadonlyMap<string, readonly string[]>
  readonly signals: Readonly<Record<string, GatewaySignal>>
  /** What is counted apart when somebody asks for it; left out: reasons alone can be told. */
  readonly counting?: WantedCounting
}): Metrics {
  const { samples, targets, signals, counting = NOTHING_APART } = options
  for (const [name, signal] of Object.entries(signals)) {
    const fault = faultOf(signal)
    if (fault !== null) throw new RangeError(`signal ${name}: ${fault}`)
  }

  const answer = async (question: Question, asked: Asked): Promise<Measured> => {
    const signal = Object.hasOwn(signals, question.signal) ? signals[question.signal] : undefined
    if (signal === undefined)
      throw new MetricsUnavailable(`no gateway measures the signal ${question.signal}`)
    const target = `${question.environment}/${question.target}`
    const gateways = targets.get(target)
    if (gateways === undefined || gateways.length === 0)
      throw new MetricsUnavailable(`no gateway routes the target ${target}`)

    const { each } = question
    if (each !== undefined && !counting.knows(target, each))
      throw new MetricsUnavailable(
        each === PATH_LABEL
          ? `the binding names no paths of ${target} that its gateway could count apart`
          : `a gateway tells requests apart by path, segment or reason, and not by ${each}`,
      )
    counting.note(question)
    const watermarks = await Promise.all(gateways.map((gateway) => asked.watermark(gateway)))
    const watermark = Math.min(...watermarks.map((at) => at ?? 0))
    const records = await asked.records(target, question.slot)
    const samples = secondsOf(signal, records, question, watermark, counting.pathsOf(target))
    return { samples, watermark }
  }

  return {
    intervalMs: GATEWAY_RHYTHM.intervalMs,
    read: async (questions, signal) => {
      const asked = askOnce(samples, questions)
      try {
        signal.throwIfAborted()
        // Watermark before records: what comes in between is not claimed to be complete.
        return await Promise.all(questions.map((question) => answer(question, asked)))
      } catch (cause) {
        if (cause instanceof MetricsUnavailable) throw cause
        throw new MetricsUnavailable("the gateways' telemetry could not be read", { cause })
      }
    },
  }
}

const NOTHING_APART = new WantedCounting(new Map(), () => 0)

/** Only recorded seconds of which the signal can be told: any other has no sample. */
function secondsOf(
  signal: GatewaySignal,
  records: readonly TelemetrySecond[],
  { from, bySegment, each }: Pick<Question, 'from' | 'bySegment' | 'each'>,
  watermark: number,
  paths: readonly string[],
): Sample[] {
  const told = each !== undefined ? measureApart(each, paths) : bySegment === true ? measureSegments : measure
  const seconds = new Map<number, TelemetrySecond[]>()
  for (const record of records) {
    if (record.at < from || record.at + 1000 > watermark) continue
    const second = seconds.get(record.at)
    if (second === undefined) seconds.set(record.at, [record])
    else second.push(record)
  }
  return [...seconds]
    .sort(([a], [b]) => a - b)
    .map(([at, second]) => told(signal, at, second))
    .filter((sample) => sample !== null)
}

type Asked = ReturnType<typeof askOnce>

/** Many rules ask for the same slot: one query each, from the earliest instant anybody wants. */
function askOnce(samples: Samples, questions: readonly Question[]) {
  const earliest = new Map<string, number>()
  const latest = new Map<string, number>()
  for (const { environment, target, slot, from, to = Number.MAX_SAFE_INTEGER } of questions) {
    const key = `${slot}:${environment}/${target}`
    earliest.set(key, Math.min(from, earliest.get(key) ?? from))
    latest.set(key, Math.max(to, latest.get(key) ?? 0))
  }
  const watermarks = new Map<string, Promise<number | null>>()
  const records = new Map<string, Promise<readonly TelemetrySecond[]>>()
  return {
    watermark: (gateway: string) => once(watermarks, gateway, () => samples.watermark(gateway)),
    records: async (target: string, slot: Question['slot']) => {
      await Promise.all(watermarks.values())
      const key = `${slot}:${target}`
      return once(records, key, () => samples.read(target, slot, earliest.get(key) ?? 0, latest.get(key)))
    },
  }
}

function once<T>(memory: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const before = memory.get(key)
  if (before !== undefined) return before
  const asked = ask()
  memory.set(key, asked)
  return asked
}
