import { type Standing, standingOf } from '../../judge/standing.ts'
import { captureRule } from '../../runbook/capture-rule.ts'
import type { CaptureStep } from '../../runbook/runbook.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { EVERYWHERE } from '../state/baseline.ts'
import type { CaptureProgress } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** What the signals show is kept, over a span that ends now; what the plan states is kept as it is. */
export const beginCapture = (step: CaptureStep): readonly EventBody[] => [
  { type: 'capture-started', step: step.id },
]

/** So long a source may take to say what was; then a person is asked, and no number is made up. */
const PATIENCE_MS: Millis = 5 * 60_000

export function advanceCapture(
  step: CaptureStep,
  { since }: CaptureProgress,
  { now, seen, paused }: Pick<StepTurn, 'now' | 'seen' | 'paused'>,
): readonly EventBody[] {
  const all = step.signals.flatMap((signal) =>
    step.targets.map((target) =>
      standingOf(step.id, captureRule(signal), target, since - step.spanMs, seen.judged, now, seen.takeover),
    ),
  )
  const open = all.filter((standing) => !isKnown(standing, since))
  if (open.length === 0) {
    const found = [...stated(step), ...all.flatMap(measured)]
    const evidence = `${found.length} ${found.length === 1 ? 'number is' : 'numbers are'} kept`
    return [
      { type: 'baseline-captured', step: step.id, found },
      { type: 'step-done', step: step.id, outputs: {}, evidence },
    ]
  }
  if (paused || now - since < PATIENCE_MS) return []
  const [{ rule, target, judged } = all[0] as Standing] = open
  const why = judged?.unavailable === undefined ? '' : `: ${judged.unavailable}`
  const because = `no data for ${rule.signal} on ${target} over the last ${formatDuration(step.spanMs)}, so there is no baseline${why}`
  return [{ type: 'paused', because }]
}

/** Seen up to the moment at which it was asked for. */
const isKnown = ({ judged }: Standing, since: Instant): boolean =>
  judged !== null && judged.watermark >= since && judged.evidence.value !== null

function measured({ rule, target, judged }: Standing) {
  if (judged === null || judged.evidence.value === null) return []
  const { value, samples, from, to } = judged.evidence
  return [{ signal: rule.signal, target, value, seen: { from, to, samples } }]
}

const stated = (step: CaptureStep) =>
  Object.entries(step.stated).map(([signal, value]) => ({ signal, target: EVERYWHERE, value }))
