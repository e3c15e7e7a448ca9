import type { ChangeView } from '../../../src/read/change/change-view.ts'
import type { FollowUpView } from '../../../src/read/follow-up/follow-up-view.ts'
import type { EntryView } from '../../../src/read/journal/entry-view.ts'
import type { SeriesView } from '../../../src/read/series/series-view.ts'
import { ask, type Refused, said } from './api.ts'
import { heardServerTime } from './clock.ts'
import { follow, type Link } from './follow.ts'
import { type Followed, storeOf } from './store.ts'

/** All there is to see of one change. What was seen stays while the server is gone. */
export type ChangePicture = {
  readonly view: ChangeView | null
  /** Oldest first; the newest so many. */
  readonly entries: readonly EntryView[]
  /** What it has left to do at its end; none before. */
  readonly tasks: readonly FollowUpView[]
  /** For the charts; null before the first. */
  readonly series: SeriesView | null
  readonly link: Link
  readonly problem: Refused | null
}

export const NOTHING: ChangePicture = {
  view: null,
  entries: [],
  tasks: [],
  series: null,
  link: { link: 'asking' },
  problem: null,
}

/** A journal of any length is shown in bounded room. */
const ENTRIES_MAX = 2_000
const PAGE = 500
const UNDER_WAY_MS = 1_500
const OVER_MS = 15_000
const SERIES_EVERY_MS = 3_000

export function followChange(id: string): Followed<ChangePicture> {
  const picture = storeOf(NOTHING)
  const say = (news: Partial<ChangePicture>) => picture.set({ ...picture.get(), ...news })
  const params = { path: { id } }
  let drawnAt = Number.NEGATIVE_INFINITY
  const following = follow({
    isAbout: (change) => change === id,
    look: async (signal) => {
      const askedAt = Date.now()
      const view = await said(ask.GET('/v1/changes/{id}', { params, signal }))
      heardServerTime(view.asOf, askedAt)
      const entries = await entriesSince(id, picture.get().entries, signal)
      const tasks =
        view.followUps === null
          ? []
          : (await said(ask.GET('/v1/changes/{id}/follow-ups', { params, signal }))).followUps
      say({ view, entries, tasks, problem: null })
      if (
        view.startedAt !== null &&
        view.rollouts.length > 0 &&
        performance.now() - drawnAt > SERIES_EVERY_MS
      ) {
        say({ series: await said(ask.GET('/v1/changes/{id}/series', { params, signal })) })
        drawnAt = performance.now()
      }
      const over = view.endedAt !== null
      return { inMs: over ? OVER_MS : UNDER_WAY_MS, listen: !over }
    },
    onLink: (link) => say({ link }),
    onProblem: (problem) => say({ problem }),
  })
  return { picture, ...following }
}

async function entriesSince(
  id: string,
  known: readonly EntryView[],
  signal: AbortSignal,
): Promise<readonly EntryView[]> {
  let entries = known
  for (;;) {
    const after = entries.at(-1)?.seq ?? 0
    const query = { after: String(after), limit: String(PAGE) }
    const page = await said(ask.GET('/v1/changes/{id}/journal', { params: { path: { id }, query }, signal }))
    if (page.entries.length === 0) return entries
    entries = [...entries, ...page.entries].slice(-ENTRIES_MAX)
    if (page.entries.length < PAGE) return entries
  }
}
