import type { ChangeEntry } from '../../../core/change/events/change-entry.ts'
import type { Order } from '../../../core/change/outside/order.ts'
import type {
  Change,
  ChangeId,
  Preparing,
  Running,
  Scheduled,
  Succeeded,
} from '../../../core/change/state/change.ts'
import { NOTICE_FORMAT, type Notice } from '../../../core/notice/notice.ts'
import { changeSubject } from '../../../core/notice/subject.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import type { Split } from '../../../core/traffic/desired.ts'
import type { Store } from '../store.ts'
import type { Loaded, NewChange, Turn } from '../ticks.ts'

/** 2026-03-01T00:00:00Z; the suite's time is made of small steps from here. */
export const T0 = 1_772_323_200_000
export const ALICE = { kind: 'person', name: 'alice' } as const

let counter = 0
/** The suite shares one database: every test has an environment, and so targets and flags, of its own. */
export const fresh = (word: string): string => `${word}-${process.pid}-${++counter}`

export function exampleRunbook(environment: string, targets: readonly string[] = ['wix']): Runbook {
  return {
    format: 1,
    plan: 'example',
    title: 'Example',
    environment,
    version: 'v2',
    inputs: { version: 'v2' },
    pace: 1,
    window: null,
    targets,
    whenBusy: 'wait',
    steps: [],
    accept: [],
  }
}

export function newChange(runbook: Runbook, more: Partial<NewChange> = {}): NewChange {
  const open = (id: ChangeId) => {
    const known = { id, runbook, requester: ALICE, requestedAt: T0, revision: 1 }
    return {
      change: { ...known, status: 'draft' as const, rejected: null },
      entries: [happened('drafted', { id, runbook })],
    }
  }
  return { prefix: 'CHG', planText: 'plan: example', at: T0, dedup: fresh('dedup'), open, ...more }
}

/**
 * The store carries any entry, also one that this program has no word for; so it is made out to be one of ours.
 */
export const happened = (type: string, data: unknown = {}, at = T0): ChangeEntry =>
  ({ at, actor: ALICE, type, version: 1, data }) as unknown as ChangeEntry

/** A stream of the kind that those stand in, of no change. */
export const freshStream = () => `change/${fresh('none')}` as const

const known = ({ id, runbook, requester, requestedAt, revision }: Change) => ({
  id,
  runbook,
  requester,
  requestedAt,
  revision: revision + 1,
})

export function scheduled(change: Change, waitsFor: readonly ChangeId[] = []): Scheduled {
  return { ...known(change), status: 'scheduled', blocked: null, waitsFor, needed: 0, approvedBy: [] }
}

const run = {
  startedAt: T0,
  endsAt: null,
  overrunAt: null,
  windowClosedAt: null,
  steps: {},
  accept: {},
  begun: [],
  announced: [],
}
/** Its effects run before T, and it has no target yet. */
export const preparing = (change: Change, waitsFor: readonly ChangeId[] = []): Preparing => ({
  ...scheduled(change, waitsFor),
  status: 'preparing',
  run,
})
export const running = (change: Change): Running => ({ ...known(change), status: 'running', run })
export const succeeded = (change: Change): Succeeded => ({
  ...known(change),
  status: 'succeeded',
  run,
  endedAt: T0,
})

export function turnOf(loaded: Loaded, more: Partial<Turn> = {}): Turn {
  return { change: loaded.change, entries: [], orders: [], notices: [], answers: [], wakeAt: null, ...more }
}

/** Has a change carry out orders, and insists that the turn was taken. */
export async function carryOut(
  store: Store,
  id: ChangeId,
  orders: readonly Order[],
  more: Partial<Turn> = {},
): Promise<void> {
  const result = await store.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { orders, ...more }))
  if (!result.ticked) throw 'error' in result ? result.error : new Error(result.because)
}

export const open = (weight: number): Split => ({
  mode: 'open',
  weight,
  cohort: 'c',
  segments: [],
  headerOverride: false,
})

export function exampleNotice(more: Partial<Notice> = {}): Notice {
  return {
    format: NOTICE_FORMAT,
    id: fresh('notice'),
    channel: 'pager',
    environment: 'e',
    urgency: 'page',
    at: T0,
    occasion: { kind: 'event', name: 'change:stuck', version: 1 },
    subject: changeSubject('CHG-2026-0001', null),
    facts: { kind: 'change-stuck', since: T0, errors: 5, because: 'out of order' },
    ...more,
  }
}
