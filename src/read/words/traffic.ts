import { percent } from '../../core/traffic/percent.ts'
import { isAdopted } from '../progress/adopted.ts'
import type { RolloutView, TrafficView } from '../progress/rollout-view.ts'
import type { TargetView } from '../records/target-view.ts'
import type { Tone } from './tone.ts'

type Said = { readonly words: string; readonly tone: Tone }

/** Where the traffic of one target of a rollout goes at this moment. */
export function trafficWords(rollout: Pick<RolloutView, 'adopt' | 'phase'>, { now }: TrafficView): Said {
  return now === null ? { words: 'not bound', tone: 'wait' } : targetWords(now, isAdopted(rollout))
}

/** `adopted`: what was its canary is what everybody gets. */
export function targetWords(now: TargetView, adopted = false): Said {
  const silent = now.proxies.filter(({ unreachable }) => unreachable !== null).length
  if (silent > 0)
    return {
      words:
        silent === now.proxies.length
          ? 'no proxy answers'
          : `${silent} of ${now.proxies.length} proxies do not answer`,
      tone: 'bad',
    }
  const { observed, desired, mode, settled } = now
  if (observed === null) return { words: 'no proxy has answered yet', tone: 'wait' }
  if (now.latched) return { words: 'closed and latched', tone: 'bad' }
  const asked = `canary ${percent(observed)}, ${percent(desired)} wanted`
  if (observed > desired) return { words: asked, tone: 'bad' }
  if (mode === 'closed')
    return settled
      ? { words: adopted ? 'the new version is stable' : 'closed: all to stable', tone: 'quiet' }
      : { words: 'closing', tone: 'wait' }
  return settled ? { words: `canary ${percent(observed)}`, tone: 'plain' } : { words: asked, tone: 'wait' }
}
