import type { Mine } from '../../../src/read/people/mine.ts'
import { ask, type Refused, said } from './api.ts'
import type { Link } from './follow.ts'
import { followView } from './follow-view.ts'
import type { Followed } from './store.ts'

export type MinePicture = {
  /** Null before the first answer. */
  readonly mine: readonly Mine[] | null
  readonly more: boolean
  readonly link: Link
  readonly problem: Refused | null
}

export const NOTHING: MinePicture = { mine: null, more: false, link: { link: 'asking' }, problem: null }

const LOOK_EVERY_MS = 5_000

/** What waits for the person who looks, over all changes; followed until `stop`. */
export const followMine = (): Followed<MinePicture> =>
  followView(NOTHING, {
    everyMs: LOOK_EVERY_MS,
    listen: true,
    async read(signal) {
      const { mine, more } = await said(ask.GET('/v1/mine', { signal }))
      return { mine, more }
    },
  })
