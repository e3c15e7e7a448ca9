import type { ServerView } from '../../../src/read/records/server-view.ts'
import { ask, type Refused, said } from './api.ts'
import { heardServerTime } from './clock.ts'
import type { Link } from './follow.ts'
import { followView } from './follow-view.ts'
import type { Followed } from './store.ts'

export type ServerPicture = {
  /** Null before the first answer. */
  readonly server: ServerView | null
  readonly link: Link
  readonly problem: Refused | null
}

export const NOTHING: ServerPicture = { server: null, link: { link: 'asking' }, problem: null }

const LOOK_EVERY_MS = 2_000

/** The server and its loops; looked at until `stop`. No event tells of a loop, so it is asked for again and again. */
export const followServer = (): Followed<ServerPicture> =>
  followView(NOTHING, {
    everyMs: LOOK_EVERY_MS,
    listen: false,
    async read(signal) {
      const askedAt = Date.now()
      const server = await said(ask.GET('/v1/server', { signal }))
      heardServerTime(server.at, askedAt)
      return { server }
    },
  })
