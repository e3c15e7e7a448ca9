import { percent } from '../../core/traffic/percent.ts'
import { isAdopted } from '../progress/adopted.ts'
import type { RolloutView, TrafficView } from '../progress/rollout-view.ts'
import type { TargetView } from '../records/target-view.ts'
import type { Tone } from './tone.ts'

type Said = { readonly words: string; readonly tone: Tone }

/** Where the traffic of one target of a rollout goes at this moment; once the change is over, where it left it. */
export function trafficWords(
  rollout: Pick<RolloutView, 'adopt' | 'phase'>,
  { now, left }: TrafficView,
  version: string,
): Said {
  switch (left) {
    case 'adopted':
      return { words: `everyone on ${version === '' ? 'the new version' : version}, adopted`, tone: 'good' }
    case 'closed':
      return { words: 'back to stable', tone: 'quiet' }
    case 'latched':
      return { words: 'closed and latched', tone: 'quiet' }
    case 'untouched':
      return { words: 'never moved', tone: 'quiet' }
    case null:
      return now === null ? { words: 'not bound', tone: 'wait' } : targetWords(now, isAdopted(rollout))
  }
}

/** The canary's share for a bar, in basis points: of an adopted target all of it. Null: it is not known. */
export function shownShare(
  rollout: Pick<RolloutView, 'adopt' | 'phase'>,
  { now, left }: TrafficView,
): number | null {
  if (left !== null) return left === 'adopted' ? ALL : 0
  return isAdopted(rollout) ? ALL : (now?.observed ?? null)
}

const ALL = 10_000

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
  const { observed, desired, mode, settled, versions } = now
  if (observed === null) return { words: 'no proxy has answered yet', tone: 'wait' }
  if (now.latched) return { words: 'closed and latched', tone: 'bad' }
  const canary = named('canary', versions.canary)
  const asked = `${canary} ${percent(observed)}, ${percent(desired)} wanted`
  if (observed > desired) return { words: asked, tone: 'bad' }
  if (mode === 'closed') {
    if (!settled) return { words: 'closing', tone: 'wait' }
    const everyone = `everyone on ${named('stable', versions.stable)}`
    return { words: adopted ? `${everyone}, adopted` : everyone, tone: 'quiet' }
  }
  return settled ? { words: `${canary} ${percent(observed)}`, tone: 'plain' } : { words: asked, tone: 'wait' }
}

/** `stable v1.9.0`. */
const named = (slot: string, version: string | null): string =>
  version === null ? slot : `${slot} ${version}`

/** Which side plays which slot, and what runs there: `stable blue v1.9.0, canary green v2.0.0`. */
export function sidesWords({ stable, versions }: Pick<TargetView, 'stable' | 'versions'>): string {
  const other = stable === 'blue' ? 'green' : 'blue'
  const first = `stable is ${stable}${versions.stable === null ? '' : `, ${versions.stable}`}`
  return versions.canary === null ? first : `${first}; canary is ${other}, ${versions.canary}`
}

/** What runs as canary and as stable, for the names of lines: `canary v2.0.0`. */
export type SlotNames = { readonly canary: string; readonly stable: string }

/** Of a change: what it brings, and what was stable before it, as long as that is known. */
export function slotNames(
  version: string,
  rollout: Pick<RolloutView, 'adopt' | 'phase' | 'traffic'>,
): SlotNames {
  const before = rollout.traffic.flatMap(({ now, left }) =>
    left === null && !isAdopted(rollout) ? (now?.versions.stable ?? []) : [],
  )
  const same = new Set(before).size === 1 ? (before[0] ?? null) : null
  return { canary: named('canary', version === '' ? null : version), stable: named('stable', same) }
}
