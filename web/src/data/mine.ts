import type { Mine } from '../../../src/read/people/mine.ts'
import { ask, type Refused, said } from './api.ts'
import { follow, type Link } from './follow.ts'
import { type Followed, storeOf } from './store.ts'

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
export function followMine(): Followed<MinePicture> {
  const picture = storeOf(NOTHING)
  const say = (news: Partial<MinePicture>) => picture.set({ ...picture.get(), ...news })
  const following = follow({
    isAbout: () => true,
    look: async (signal) => {
      const { mine, more } = await said(ask.GET('/v1/mine', { signal }))
      say({ mine, more, problem: null })
      return { inMs: LOOK_EVERY_MS, listen: true }
    },
    onLink: (link) => say({ link }),
    onProblem: (problem) => say({ problem }),
  })
  return { picture, ...following }
}
