import type { EnvironmentBinding } from './binding.ts'
import type { SignalBinding } from './signal-binding.ts'

/** By which labels a gateway tells requests apart, besides the paths that its target names. */
export const GATEWAY_LABELS = ['reason', 'segment'] as const
export const PATH_LABEL = 'path'

/** The labels of which a signal tells each value for itself, on a target; what a rule's `each` can name. */
export function toldApart(
  signal: SignalBinding,
  target: EnvironmentBinding['targets'][string] | undefined,
): readonly string[] {
  switch (signal.source) {
    case 'gateway':
      return target?.paths === undefined ? GATEWAY_LABELS : [...GATEWAY_LABELS, PATH_LABEL]
    case 'prometheus':
      return signal.labels.each === undefined ? [] : [signal.labels.each]
    case 'sql':
    case 'http':
      return signal.each === undefined ? [] : [signal.each]
  }
}
