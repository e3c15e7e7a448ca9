import { percent as shown } from '../../core/traffic/percent.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { WeightFlagView } from '../progress/weight-flag-view.ts'
import { soon } from './time.ts'
import type { Tone } from './tone.ts'

/**
 * What a flag has that follows the weight, and how that stands beside the traffic: `is 10 %, and follows once every
 * proxy has 50 %`. It goes on after the name of the flag.
 */
export function weightFlagWords(
  { status, percent, reason, retryAt }: WeightFlagView,
  { phase, stages, traffic }: Pick<RolloutView, 'phase' | 'stages' | 'traffic'>,
  now: number,
): { readonly words: string; readonly tone: Tone } {
  const value = shown((percent ?? 0) * 100)
  switch (status) {
    case 'to-come':
      return {
        words: traffic.some(({ left }) => left !== null)
          ? 'was never set'
          : 'follows the weight, from the first hold on',
        tone: 'quiet',
      }
    case 'setting':
      return { words: `is being set to ${value}`, tone: 'wait' }
    case 'set': {
      const next = phase === 'moving' ? stages.find(({ state }) => state === 'moving') : undefined
      const more = next === undefined ? '' : `, and follows once every proxy has ${shown(next.weight)}`
      return { words: `is ${value}${more}`, tone: next === undefined ? 'plain' : 'wait' }
    }
    case 'retrying': {
      const again = retryAt === null ? '' : `; tried again ${soon(retryAt, now)}`
      return { words: `does not have ${value} yet: ${reason}${again}`, tone: 'wait' }
    }
    case 'failed':
      return { words: `could not be set to ${value}: ${reason}`, tone: 'bad' }
  }
}
