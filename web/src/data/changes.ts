import { TERMINAL } from '../../../src/core/change/state/change.ts'
import type { ChangeLine } from '../../../src/read/change/change-view.ts'
import type { TargetView } from '../../../src/read/records/target-view.ts'
import { STATUS_TONES } from '../../../src/read/words/tone.ts'
import { ask, type Refused, said } from './api.ts'
import { follow, type Link } from './follow.ts'
import { type Followed, storeOf } from './store.ts'

export type ChangesPicture = {
  /** Null before the first answer. */
  readonly open: readonly ChangeLine[] | null
  readonly over: readonly ChangeLine[]
  readonly targets: readonly TargetView[]
  readonly link: Link
  readonly problem: Refused | null
}

export const NOTHING: ChangesPicture = {
  open: null,
  over: [],
  targets: [],
  link: { link: 'asking' },
  problem: null,
}

const OVER = [...TERMINAL].join()
const OPEN = Object.keys(STATUS_TONES)
  .filter((status) => !TERMINAL.has(status))
  .join()
export const OPEN_MAX = 200
const OVER_MAX = 12
const LOOK_EVERY_MS = 3_000

/** The changes that are under way, those that ended last, and where the traffic goes; followed until `stop`. */
export function followChanges(): Followed<ChangesPicture> {
  const picture = storeOf(NOTHING)
  const say = (news: Partial<ChangesPicture>) => picture.set({ ...picture.get(), ...news })
  const list = async (status: string, limit: number, signal: AbortSignal) =>
    (await said(ask.GET('/v1/changes', { params: { query: { status, limit: String(limit) } }, signal })))
      .changes
  const following = follow({
    isAbout: () => true,
    look: async (signal) => {
      const [open, over, { targets }] = await Promise.all([
        list(OPEN, OPEN_MAX, signal),
        list(OVER, OVER_MAX, signal),
        said(ask.GET('/v1/targets', { signal })),
      ])
      say({ open, over, targets, problem: null })
      return { inMs: LOOK_EVERY_MS, listen: true }
    },
    onLink: (link) => say({ link }),
    onProblem: (problem) => say({ problem }),
  })
  return { picture, ...following }
}
