import type { Measured } from '../../core/follow-up/rule-evidence.ts'
import { firstLook, type TaskEvidence } from '../../core/follow-up/task-evidence.ts'
import { isRelative } from '../../core/judge/rule.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Instant } from '../../core/time/instant.ts'
import { MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { fullName } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { measureBy, sourceOf } from '../signals/measure.ts'

/** What the source of a task's signal says of each of its targets, over the span that the rule looks at. */
export async function measureTask(
  { store, reach }: Pick<Runtime, 'store' | 'reach'>,
  environment: string,
  { check, until, references = {} }: Pick<TaskEvidence, 'check' | 'until' | 'references'>,
  now: Instant,
): Promise<{ readonly measuredOn: (target: string) => Measured; readonly shape: SignalShape | null }> {
  if (check.check !== 'rule') throw new Error(`a ${check.check} is not measured`)
  const { signal, bound } = check.rule
  const source = sourceOf(reach.sources, { environment, signal })
  const away = (unavailable: string) => ({ measuredOn: () => ({ unavailable }), shape: null })
  if (source === null) return away(`nothing in the binding measures ${signal}`)
  const { intervalMs, lagMs = 0 } = source.metrics
  const targets = new Map((await store.targets.list()).map(({ name, desired }) => [name, desired.stable]))
  const end = Math.min(now, until ?? now)
  // What is known at the end of the span may be as old as the source is behind.
  const from = end - (firstLook(check, 0) + lagMs + 2 * intervalMs)
  const known = check.targets.filter((target) => targets.has(fullName(environment, target)))
  const questions = known.map(
    (target): Question => ({
      environment,
      target,
      slot: 'stable',
      side: targets.get(fullName(environment, target)) ?? 'blue',
      signal,
      from,
      to: end,
    }),
  )
  const answers = await measureBy(reach)(questions)
  const slo = source.slos?.get(environment)?.get(signal)
  return {
    shape: source.signals.get(environment)?.get(signal) ?? null,
    measuredOn: (target) => {
      const answer = answers[known.indexOf(target)]
      if (answer === undefined) return { unavailable: 'the binding no longer has this target' }
      if (answer instanceof MetricsUnavailable) return { unavailable: answer.message }
      const reference = isRelative(bound) && bound.of === 'slo' ? slo : references[target]
      const { samples, watermark } = answer
      return { samples, watermark, stepMs: intervalMs, ...(reference === undefined ? {} : { reference }) }
    },
  }
}
