import type { Refused } from './api.ts'
import { follow, type Link } from './follow.ts'
import { type Followed, storeOf } from './store.ts'

type Picture = { readonly link: Link; readonly problem: Refused | null }

/** A view that is asked for as a whole, again and again; with `listen` also when the server tells of something. */
export function followView<P extends Picture>(
  nothing: P,
  how: {
    readonly everyMs: number
    readonly listen: boolean
    readonly read: (signal: AbortSignal) => Promise<Omit<P, keyof Picture>>
  },
): Followed<P> {
  const picture = storeOf(nothing)
  const say = (news: Partial<Picture> | Omit<P, keyof Picture>) => picture.set({ ...picture.get(), ...news })
  const following = follow({
    isAbout: () => how.listen,
    look: async (signal) => {
      say({ ...(await how.read(signal)), problem: null })
      return { inMs: how.everyMs, listen: how.listen }
    },
    onLink: (link) => say({ link }),
    onProblem: (problem) => say({ problem }),
  })
  return { picture, ...following }
}
