import { plannedEnd, windowAt } from '../../calendar/window.ts'
import type { RolloutStep, Step } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { isVerifying, verificationDue } from '../beside/verification.ts'
import { drillDue } from '../drilling/conclude-drill.ts'
import { isCounting } from '../drilling/drill-watches.ts'
import { deadlinesOf } from '../items/ask-items.ts'
import { asksForDrill } from '../items/drill-item.ts'
import { itemWatches } from '../items/item-watches.ts'
import { evidenceLateAt } from '../items/late-evidence.ts'
import { isPrepared, type Phased, phaseDeadlines } from '../phase/advance.ts'
import { preparesFrom } from '../phase/clock.ts'
import { stagedDeadlines } from '../phase/staged.ts'
import { askedSides } from '../probing/asked.ts'
import { backRetryAt } from '../rollback/back-steps.ts'
import { descentHold } from '../rollback/descent.ts'
import { lateAt } from '../rollback/limits.ts'
import { undecidedAt } from '../rollout/gates.ts'
import { ACKNOWLEDGED_WITHIN_MS } from '../rollout/move.ts'
import { guardWatches } from '../rollout/plan-guards.ts'
import { gatesOf, stageOf } from '../rollout/rolling.ts'
import { holdEnd } from '../rollout/standing.ts'
import {
  type Change,
  heldByEngine,
  type RollingBack,
  type RolloutProgress,
  type StepProgress,
  type Underway,
} from '../state/change.ts'
import { deadlinesOfAdopt } from '../steps/adopt.ts'
import { deadlinesOfApproval } from '../steps/approve.ts'
import { deadlinesOfBake } from '../steps/bake.ts'
import { isCapturing } from '../steps/capture.ts'
import { deadlinesOfChecklist } from '../steps/checklist.ts'
import { deadlinesOfMode } from '../steps/mode.ts'
import { weightFlagRetries } from '../weight-flag/weight-flag.ts'

/** While traffic moves, silence has to be noticed although nothing arrives. */
const WATCH_EVERY_MS: Millis = 1_000
/** Proxies answer in their own time; so do changes that hold a target. */
const ASK_AGAIN_MS: Millis = 5_000

/** When to look again although nothing happened; everything else is woken by what happens. */
export function wakeAt(change: Change, now: Instant): Instant | null {
  const deadline = deadlineAt(change, now)
  const look = isWatching(change, now) ? WATCH_EVERY_MS : waitsForJudge(change) ? ASK_AGAIN_MS : null
  return look === null ? deadline : Math.min(now + look, deadline ?? Number.POSITIVE_INFINITY)
}

/** A rule of a checklist that nobody measures has to be noticed as well; so has a drill of somebody else. */
const waitsForJudge = (change: Change): boolean =>
  (change.status === 'running' || change.status === 'preparing') &&
  (itemWatches(change).length > 0 || asksForDrill(change) || isCapturing(change.run))

function isWatching(change: Change, now: Instant): boolean {
  if (change.status === 'rolling-back') return true
  if (isCounting(change)) return true
  if (isVerifying(change)) return now >= (verificationDue(change) ?? now)
  if (change.status !== 'running' && change.status !== 'paused') return false
  const { run, runbook } = change
  return (
    Object.values(run.steps).some(({ status }) => status === 'rolling' || status === 'baking') ||
    guardWatches(runbook, run).length > 0 ||
    askedSides(change).length > 0
  )
}

/**
 * The next instant at which time alone changes something. What is due and cannot be done yet (it is paused) waits for
 * no instant.
 */
export function deadlineAt(change: Change, now: Instant): Instant | null {
  const later = deadlines(change, now).filter((at) => at > now)
  return later.length === 0 ? null : Math.min(...later)
}

function deadlines(change: Change, now: Instant): readonly Instant[] {
  switch (change.status) {
    case 'requested':
      return instants(change.runbook.window?.start)
    case 'scheduled': {
      const { window } = change.runbook
      const gate = windowAt(window, now)
      const from = preparesFrom(change.runbook)
      const opens = from === null ? (gate.window === 'early' ? gate.opensAt : now) : from
      if (opens !== 'at-once' && now < opens) return [opens]
      const end = instants(plannedEnd(window))
      return change.blocked === null || heldByEngine(change) ? [now + ASK_AGAIN_MS, ...end] : end
    }
    case 'preparing': {
      const { run, runbook, blocked } = change
      const phased: Phased = { run, runbook, opened: false }
      const gate = windowAt(runbook.window, now)
      const asks =
        gate.window === 'open' && isPrepared(phased) && (blocked === null || heldByEngine(change))
          ? [now + ASK_AGAIN_MS]
          : []
      return [
        ...instants(runbook.window?.start),
        ...instants(plannedEnd(runbook.window)),
        ...stagedDeadlines(run, runbook, true),
        ...phaseDeadlines(phased),
        ...deadlinesOfSteps(change),
        ...asks,
      ]
    }
    case 'running':
    case 'paused': {
      const { run, runbook } = change
      const { endsAt, overrunAt, windowClosedAt } = run
      const end = overrunAt === null && windowClosedAt === null ? endsAt : null
      return [
        ...instants(end),
        ...weightFlagRetries(run),
        ...stagedDeadlines(run, runbook, false),
        ...phaseDeadlines({ run, runbook, opened: true }),
        ...deadlinesOfSteps(change),
      ]
    }
    case 'rolling-back':
      return [
        ...instants(lateAt(change)),
        ...instants(descendsAt(change)),
        ...instants(backRetryAt(change)),
        ...weightFlagRetries(change.run),
        ...(change.back.traffic.traffic === 'closing'
          ? [change.back.traffic.since + ACKNOWLEDGED_WITHIN_MS]
          : []),
      ]
    case 'rolled-back':
    case 'failed':
      return [...instants(verificationDue(change)), ...instants(drillDue(change))]
    case 'draft':
    case 'succeeded':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}

const deadlinesOfSteps = ({ run, runbook }: Underway): readonly Instant[] =>
  runbook.steps.flatMap((step) => deadlinesIn(step, run.steps[step.id]))

function deadlinesIn(step: Step, progress: StepProgress | undefined): readonly Instant[] {
  if (progress?.status === 'retrying') return [progress.retryAt]
  switch (step.kind) {
    case 'effect':
      return []
    case 'rollout':
      return progress?.status === 'rolling' ? deadlinesOfRollout(step, progress.rollout) : []
    case 'capture':
      return []
    case 'bake':
      return progress?.status === 'baking' ? deadlinesOfBake(step, progress) : []
    case 'adopt':
      return progress?.status === 'adopting' ? deadlinesOfAdopt(progress) : []
    case 'checklist':
      return progress?.status === 'ticking' ? deadlinesOfChecklist(progress) : []
    case 'approve':
      return progress?.status === 'deciding' ? deadlinesOfApproval(step, progress) : []
    case 'mode':
      return progress?.status === 'switching' ? deadlinesOfMode(step, progress) : []
  }
}

/** When the clock of a hold has run out; what was not seen comes on top, and is seen later. */
function deadlinesOfRollout(step: RolloutStep, { phase, stage, asked }: RolloutProgress): readonly Instant[] {
  if (phase.phase !== 'holding') return [phase.since + ACKNOWLEDGED_WITHIN_MS]
  const end = holdEnd(phase, stageOf(step, stage).holdMs, [])
  if (asked === undefined) return end === null ? [] : [end, ...undecidedAt(gatesOf(step, stage), end)]
  return [...deadlinesOf(asked.items), ...evidenceLateAt(asked.at, asked.late)]
}

function descendsAt({ back, run, runbook }: RollingBack): Instant | null {
  const { traffic } = back
  return traffic.traffic === 'descending' ? traffic.since + descentHold(run, runbook, traffic.to) : null
}

function instants(at: Instant | null | undefined): readonly Instant[] {
  return at === null || at === undefined ? [] : [at]
}
