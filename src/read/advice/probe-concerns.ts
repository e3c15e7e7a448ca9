import type { Change } from '../../core/change/state/change.ts'
import { unreadySides } from '../progress/probes-view.ts'
import { instant } from '../shown/instant.ts'
import { type Concern, WHOLE } from './concern.ts'

/** A side that takes no new weight; one that has only just been deployed is no concern yet. */
export function probeConcerns(change: Change): readonly Concern[] {
  return unreadySides(change)
    .filter(({ isFresh }) => !isFresh)
    .map(({ target, since, sentence }) => ({
      concern: 'not-ready',
      sentence,
      since: instant(since),
      remedy: 'It takes no new weight until it is; see to it, or abort',
      lines: [`cutwater abort ${change.id}`],
      ...WHOLE,
      target: `${change.runbook.environment}/${target}`,
    }))
}
