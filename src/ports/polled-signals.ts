import { MetricsUnavailable, type Question } from './metrics.ts'

/** The signals of one environment that a source is asked for, by name. */
export type PolledSignals<Bound> = {
  readonly name: string
  readonly environment: string
  readonly targets: readonly string[]
  readonly signals: Readonly<Record<string, Bound>>
}

/** How the signal of a question is measured. Throws `MetricsUnavailable` for one that is not measured there. */
export function boundFor<Bound>(
  { name, environment, targets, signals }: PolledSignals<Bound>,
  question: Question,
): Bound {
  const bound = Object.hasOwn(signals, question.signal) ? signals[question.signal] : undefined
  if (bound === undefined || question.environment !== environment)
    throw new MetricsUnavailable(`${name} does not measure the signal ${question.signal}`)
  if (!targets.includes(question.target))
    throw new MetricsUnavailable(
      `${name} does not measure the target ${question.environment}/${question.target}`,
    )
  return bound
}

/** Questions that differ in nothing that is filled in have the same answer. */
export function keyFor(filledIn: readonly string[], question: Question): string {
  const { target, signal, side, slot, version } = question
  const each = { TARGET: target, SIDE: side, SLOT: slot, VERSION: version }
  const said = Object.entries(each).map(([name, value]) => (filledIn.includes(name) ? (value ?? '') : null))
  return JSON.stringify([signal, ...said])
}
