import type { SignalKind } from '../../core/signal/shape.ts'
import type { Series } from './series.ts'

export const hasNative = (series: readonly Series[]): boolean =>
  series.some(({ histograms }) => histograms !== undefined)

/** Why a signal of this kind cannot be read off an answer; null where it can. */
export function formFault(
  series: readonly Series[],
  kind: SignalKind,
): { readonly message: string; readonly remedy: string } | null {
  if (!hasNative(series)) return null
  if (kind !== 'distribution')
    return {
      message: 'the expression gives native histograms where numbers are needed',
      remedy: 'take histogram_count(...) or histogram_sum(...) of them',
    }
  return series.every(({ histograms, points }) => histograms !== undefined && points.length === 0)
    ? null
    : {
        message: 'the expression gives native histograms and numbers at once',
        remedy: 'select those that have buckets of one kind',
      }
}
