import type { ServerView } from '../../../src/read/records/server-view.ts'
import { ask, type Refused, said } from './api.ts'
import { heardServerTime } from './clock.ts'
import { follow, type Link } from './follow.ts'
import { type Followed, storeOf } from './store.ts'

export type ServerPicture = {
  /** Null before the first answer. */
  readonly server: ServerView | null
  readonly link: Link
  readonly problem: Refused | null
}

export const NOTHING: ServerPicture = { server: null, link: { link: 'asking' }, problem: null }

const LOOK_EVERY_MS = 2_000

/** The server and its loops; looked at until `stop`. No event tells of a loop, so it is asked for again and again. */
export function followServer(): Followed<ServerPicture> {
  const picture = storeOf(NOTHING)
  const say = (news: Partial<ServerPicture>) => picture.set({ ...picture.get(), ...news })
  const following = follow({
    isAbout: () => false,
    look: async (signal) => {
      const askedAt = Date.now()
      const server = await said(ask.GET('/v1/server', { signal }))
      heardServerTime(server.at, askedAt)
      say({ server, problem: null })
      return { inMs: LOOK_EVERY_MS, listen: false }
    },
    onLink: (link) => say({ link }),
    onProblem: (problem) => say({ problem }),
  })
  return { picture, ...following }
}
