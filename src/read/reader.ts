import type { Binding } from '../core/binding/binding.ts'
import { isMeasuredBeside } from '../core/change/beside/measured.ts'
import { drillChecks } from '../core/change/items/drill-item.ts'
import { revertKnown } from '../core/change/revert/known.ts'
import { planRevert, type RevertAsked, type RevertKnown } from '../core/change/revert/plan-revert.ts'
import { type Change, type ChangeId, isTerminal, type Status } from '../core/change/state/change.ts'
import { flagsToSet } from '../core/change/turn/flags-to-set.ts'
import type { Checkpoint, Entry } from '../core/journal/entry.ts'
import type { ChangeReport } from '../core/report/report.ts'
import type { ShapeOf } from '../core/signal/shape.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { FlagVersion } from '../ports/store/flags.ts'
import type { JudgeRow } from '../ports/store/observation.ts'
import type { Store } from '../ports/store/store.ts'
import type { TargetRow } from '../ports/store/targets.ts'
import { isAsked } from './advice/drill-concerns.ts'
import { type ChangeLine, type ChangeView, viewChange, viewLine } from './change/change-view.ts'
import { drillReader } from './drills/drill-reader.ts'
import { type DrillRecordView, type DrillView, viewDrill } from './drills/drill-view.ts'
import { type FollowUpView, viewFollowUp } from './follow-up/follow-up-view.ts'
import { type EntryView, viewEntry } from './journal/entry-view.ts'
import { type Mine, mineIn, mineOwed } from './people/mine.ts'
import { type FlagVersionView, type FlagView, viewFlagVersion } from './records/flag-view.ts'
import { type PlanLine, type PlanView, viewPlan } from './records/plan-view.ts'
import { viewFlags } from './records/staged-flags.ts'
import { UNKNOWN } from './records/target-versions.ts'
import { type TargetView, targetOf, viewTarget } from './records/target-view.ts'
import { versionsReader } from './records/versions-reader.ts'
import { reportReader } from './report/report-reader.ts'
import { flagsBack, NO_FLAGS } from './revert/flags-back.ts'
import { type RevertView, viewRevert } from './revert/revert-view.ts'
import { together } from './together.ts'

/**
 * The questions people ask. Each is answered from the tables, never by a turn; `null` means that there is no such
 * thing.
 */
export type Reader = {
  changes(filter: {
    readonly status?: readonly Status[]
    readonly limit: number
    /** Only older ones than this change. */
    readonly before?: ChangeId
  }): Promise<readonly ChangeLine[]>
  change(id: string): Promise<ChangeView | null>
  /** What a change has left to do, done or not; null when there is no such change. */
  followUps(id: string): Promise<readonly FollowUpView[] | null>
  /** What is not done, of all changes or of what one person owes, the first that is due first. */
  openFollowUps(limit: number, owner?: string): Promise<readonly FollowUpView[]>
  /** What waits for this person, over all changes, of the oldest change first. */
  mine(name: string): Promise<MineView>
  /** A file that came with a tick; null when the change has none of that hash. */
  attachment(id: string, sha256: string): Promise<Uint8Array | null>
  /** What it would do to take a change back, or why it would be refused. */
  revert(id: string, asked: RevertQuestion): Promise<RevertView | null>
  /** What went wrong with a change, written from its journal. */
  report(id: string): Promise<ChangeReport | null>
  /** What a drill came to; null where there is no such change. */
  drill(id: string): Promise<DrillRecordView | 'no-drill' | null>
  /** Drills, newest first; of one plan or of all. */
  drills(filter: {
    readonly plan?: string
    readonly before?: string
    readonly limit: number
  }): Promise<readonly DrillView[]>
  /** Answers at once when there is something after `after`, else as soon as there is, at the latest after `waitMs`. */
  journalOf(id: string, page: JournalPage, signal: AbortSignal): Promise<JournalOf | null>
  /** The newest version of each, by name, after that name. */
  plans(after: string, limit: number): Promise<readonly PlanLine[]>
  plan(name: string, hash?: string): Promise<PlanView | null>
  targets(): Promise<readonly TargetView[]>
  flags(environment: string): Promise<readonly FlagView[]>
  /** The newest there are, or certain `versions`. */
  flagHistory(
    environment: string,
    target: string,
    flag: string,
    versions?: readonly number[],
  ): Promise<readonly FlagVersionView[]>
  /** By name, after that name. */
  streams(after: string, limit: number): Promise<readonly Head[]>
  entries(stream: string, after: number, limit: number): Promise<readonly Entry[]>
  checkpoints(after: number, limit: number): Promise<readonly Checkpoint[]>
}

export type RevertQuestion = Omit<RevertAsked, 'because'>

/** `more`: there are others, beyond those that are shown. */
export type MineView = { readonly mine: readonly Mine[]; readonly more: boolean }

export type Head = { readonly stream: string; readonly seq: number; readonly hash: string }

export type JournalPage = { readonly after: number; readonly limit: number; readonly waitMs: Millis }
export type JournalOf = {
  readonly entries: readonly EntryView[]
  readonly after: number
  readonly status: Status
  readonly over: boolean
}

/** How often a waiting reader looks: soon enough for a person, rarely enough for the database. */
const LOOK_AGAIN_MS: Millis = 250

const VERSIONS_MAX = 100

/** Of the changes in which something may wait for a person. */
const MAY_WAIT: readonly Status[] = ['requested', 'preparing', 'running', 'paused']
const OPEN_MAX = 1_000
const MINE_MAX = 500

export type Read = Pick<
  Store,
  'attachments' | 'plans' | 'questions' | 'judges' | 'targets' | 'flags' | 'journal' | 'followUps'
>

/** What a reader has to know of its server. */
export type Around = {
  readonly shapeOf: ShapeOf
  /** Since when it has listened without a break. */
  readonly takeover: () => Instant
  readonly binding: Binding
}

/** In these a change may have staged flags. */
const STAGING: readonly Status[] = ['preparing', 'running', 'paused']
const STAGING_MOST = 200

export function readerOf(store: Read, clock: Clock, { shapeOf, takeover, binding }: Around): Reader {
  const versions = versionsReader(store)
  const around = (change: Change, judges: readonly JudgeRow[], targets: readonly TargetRow[]) => ({
    judged: judges.map(({ judged }) => judged),
    targets,
    heldFlags: [],
    takeover: takeover(),
    revert: null,
    shapeOf: (signal: string) => shapeOf(change.runbook.environment, signal),
    now: clock.now(),
  })
  return {
    changes: async (filter) => {
      const found = await store.questions.changes(filter)
      const open = found.filter((change) => !isTerminal(change)).map(({ id }) => id)
      const over = found.filter(isTerminal).map(({ id }) => id)
      const [judges, stuck, targets, followUps] = await Promise.all([
        store.judges.rowsOf(open),
        store.questions.stuck(open),
        store.targets.list(),
        store.followUps.summaries(over, clock.now()),
      ])
      return found.map((change) =>
        viewLine({
          change,
          stuck: stuck.get(change.id) ?? null,
          ...around(change, judges.get(change.id) ?? [], targets),
          versions: {},
          effects: [],
          followUps: followUps.get(change.id) ?? null,
        }),
      )
    },
    // Each event of a change sends all that look on to ask for it at once.
    change: together(async (id) => {
      const [found, judges, targets] = await Promise.all([
        store.questions.change(id),
        store.judges.rows(id),
        store.targets.list(),
      ])
      if (found === null) return null
      const { environment, targets: services } = found.change.runbook
      const rows = services.flatMap((service) => targetOf(environment, service, targets) ?? [])
      const known = await versions(rows)
      const [drillAsked] = isAsked(found.change) ? drillChecks(found.change.runbook) : []
      const { plan } = found.change.runbook
      const toSet = [...new Set(flagsToSet(found.change).flatMap((act) => act.targets))]
      return viewChange({
        ...found,
        ...around(found.change, judges, targets),
        revert: await revertKnownOf(store, found.change, targets, binding, clock.now()),
        followUps: isTerminal(found.change)
          ? ((await store.followUps.summaries([id], clock.now())).get(id) ?? null)
          : null,
        ...(drillAsked === undefined
          ? {}
          : { drilled: await store.questions.drillProof(plan, drillAsked.rollback) }),
        heldFlags: toSet.length === 0 ? [] : await store.flags.held(environment, toSet),
        versions: Object.fromEntries(
          services.map((service) => [service, known.get(`${environment}/${service}`) ?? UNKNOWN]),
        ),
      })
    }),
    followUps: async (id) => {
      const [tasks, change] = await Promise.all([store.followUps.of(id), store.questions.change(id)])
      return change === null ? null : tasks.map((task) => viewFollowUp(task, clock.now()))
    },
    openFollowUps: async (limit, owner) =>
      (await store.followUps.open(limit, owner)).map((task) => viewFollowUp(task, clock.now())),
    mine: async (name) => {
      const [open, owed] = await Promise.all([
        store.questions.changes({ status: MAY_WAIT, limit: OPEN_MAX }),
        store.followUps.open(MINE_MAX + 1, name),
      ])
      const now = clock.now()
      const all = [
        ...open.toReversed().flatMap((change) => mineIn(change, name)),
        ...owed.map((task) => mineOwed(task, now)),
      ]
      return { mine: all.slice(0, MINE_MAX), more: all.length > MINE_MAX || open.length === OPEN_MAX }
    },
    attachment: (id, sha256) => store.attachments.read(id, sha256),
    revert: async (id, asked) => {
      const [found, targets] = await Promise.all([store.questions.change(id), store.targets.list()])
      if (found === null) return null
      const { change } = found
      const now = clock.now()
      const known = await revertKnownOf(store, change, targets, binding, now)
      const planned = planRevert(
        { ...asked, because: '' },
        known ?? revertKnown(change, [change], targets, binding, now),
      )
      const flags = 'runbook' in planned ? await flagsBack(store.flags, planned.runbook) : NO_FLAGS
      return viewRevert(id, asked, planned, flags)
    },
    report: together(reportReader(store)),
    drill: together(drillReader(store)),
    drills: async (filter) =>
      (await store.questions.drills(filter)).flatMap((change) => viewDrill(change) ?? []),
    journalOf: (id, page, signal) => journalOf(store, clock, id, page, signal),
    plans: async (after, limit) =>
      (await store.plans.list(after, limit)).map((plan) => viewPlan(plan, clock.now())),
    plan: async (name, hash) => {
      const found = await store.plans.get(name, hash)
      if (found === null) return null
      const versions = await store.plans.versions(name, VERSIONS_MAX)
      const now = clock.now()
      const lines = versions.map((version) => viewPlan(version, now))
      const [last] = await store.questions.drills({ plan: name, limit: 1 })
      const lastDrill = last === undefined ? null : viewDrill(last)
      return { ...viewPlan(found, now), text: found.text, versions: lines, lastDrill }
    },
    targets: async () => {
      const rows = await store.targets.list()
      const known = await versions(rows)
      return rows.map((row) => viewTarget(row, known.get(row.name)))
    },
    flags: async (environment) => {
      const open = await store.questions.changes({ status: STAGING, limit: STAGING_MOST })
      return viewFlags(await store.flags.list(environment), environment, open)
    },
    flagHistory: async (environment, target, flag, versions) =>
      (await store.flags.history(environment, target, flag, versions)).map((version: FlagVersion) =>
        viewFlagVersion(version),
      ),
    streams: (after, limit) => store.journal.streamsAfter(after, limit),
    entries: (stream, after, limit) => store.journal.read(stream, after, limit),
    checkpoints: (after, limit) => store.journal.checkpoints(after, limit),
  }
}

/** Of a change that did not succeed nothing is asked: it cannot be reverted. */
async function revertKnownOf(
  store: Read,
  change: Change,
  targets: readonly TargetRow[],
  binding: Binding,
  now: Instant,
): Promise<RevertKnown | null> {
  if (change.status !== 'succeeded') return null
  const { environment, targets: services } = change.runbook
  const names = services.map((service) => `${environment}/${service}`)
  return revertKnown(change, await store.questions.history(names, change.id), targets, binding, now)
}

async function journalOf(
  { questions }: Read,
  clock: Clock,
  id: string,
  page: JournalPage,
  signal: AbortSignal,
): Promise<JournalOf | null> {
  const until = clock.now() + page.waitMs
  for (;;) {
    // The entries are read after the state: a change that is over has no later entry than these.
    const found = await questions.change(id)
    if (found === null) return null
    const { change } = found
    const entries = await questions.journal(id, page.after, page.limit)
    const isOver = isTerminal(change) && !isMeasuredBeside(change)
    if (entries.length > 0 || isOver || clock.now() >= until || signal.aborted) {
      const after = entries.at(-1)?.seq ?? page.after
      return {
        entries: entries.map((entry) => viewEntry(entry, change.runbook)),
        after,
        status: change.status,
        over: isOver && entries.length < page.limit,
      }
    }
    await clock.sleep(Math.min(LOOK_AGAIN_MS, Math.max(1, until - clock.now())), signal)
  }
}
