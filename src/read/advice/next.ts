import { openTo } from '../../core/change/phase/advance.ts'
import { preparesFrom } from '../../core/change/phase/clock.ts'
import { type Change, heldByEngine, type Running } from '../../core/change/state/change.ts'
import type { Step } from '../../core/runbook/runbook.ts'
import { percent } from '../../core/traffic/percent.ts'
import type { BakeView } from '../progress/bakes-view.ts'
import { type PhaseView, viewPhases } from '../progress/phases-view.ts'
import { unreadySides } from '../progress/probes-view.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { RuleView } from '../progress/rule-view.ts'
import type { Seen } from '../progress/seen.ts'
import { viewVerification } from '../progress/verification-view.ts'
import { instant } from '../shown/instant.ts'
import { runningTitles } from './doing.ts'
import { list } from './list.ts'
import { preparing } from './preparing-next.ts'
import { type Next, nextOfBake, nextOfRollout, type Ordinary } from './rollout-next.ts'
import { threatTo } from './threats.ts'

export type { Next }

/** What is about to go wrong comes before what would be next if all went well. */
export function nextOf(
  seen: Seen,
  rollouts: readonly RolloutView[],
  guards: readonly RuleView[],
  bakes: readonly BakeView[],
): Next {
  const { status } = seen.change
  if (seen.stuck !== null)
    return {
      sentence: 'Nothing by itself until the engine can go on; it keeps trying',
      at: null,
      unless: null,
    }
  const acts = status === 'running' || status === 'paused'
  const threat = acts ? threatTo(rollouts, guards, bakes, status === 'paused', seen.now) : null
  return threat ?? { ...ordinary(seen, rollouts, bakes), unless: null }
}

function ordinary(
  { change, now }: Seen,
  rollouts: readonly RolloutView[],
  bakes: readonly BakeView[],
): Ordinary {
  switch (change.status) {
    case 'draft':
      return { sentence: 'Nothing: it has not been requested', at: null }
    case 'requested': {
      const { start } = change.runbook.window ?? { start: null }
      const left = change.needed - change.approvedBy.length
      const approvals = `It is scheduled after ${left} more ${left === 1 ? 'approval' : 'approvals'}`
      return start === null
        ? { sentence: approvals, at: null }
        : { sentence: `${approvals}, and expires without`, at: instant(start) }
    }
    case 'scheduled':
      return opening(change, now)
    case 'preparing':
      return preparing(change, now)
    case 'running':
      return going(change, rollouts, bakes)
    case 'paused': {
      const asked = change.run.guards?.asked ?? null
      const until = asked === null ? 'a person resumes it' : `${asked.people.join(' or ')} has answered`
      return { sentence: `Nothing advances until ${until}; guards still watch`, at: null }
    }
    case 'rolling-back':
      return goingBack(change)
    case 'rolled-back':
    case 'failed':
      return verifying(change)
    case 'succeeded':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return { sentence: 'Nothing: it is over', at: null }
  }
}

function opening(change: Extract<Change, { status: 'scheduled' }>, now: number): Ordinary {
  const { blocked, waitsFor, runbook } = change
  const start = runbook.window?.start ?? null
  if (heldByEngine(change))
    return { sentence: 'Nothing until what holds it back is gone; then it opens by itself', at: null }
  if (blocked !== null) return { sentence: 'Nothing until a person resumes it', at: null }
  const from = preparesFrom(runbook)
  if (from === 'at-once') return { sentence: 'Its preparation begins at once', at: null }
  if (from !== null && now < from) return { sentence: 'Its preparation begins', at: instant(from) }
  if (start !== null && now < start) return { sentence: 'The window opens', at: instant(start) }
  if (waitsFor.length > 0)
    return {
      sentence: `It starts when ${waitsFor.join(' and ')} ${waitsFor.length === 1 ? 'lets' : 'let'} go of its targets`,
      at: null,
    }
  return { sentence: 'It starts at once', at: null }
}

function going(change: Running, rollouts: readonly RolloutView[], bakes: readonly BakeView[]): Ordinary {
  const { run, runbook } = change
  const doubted = runbook.steps.filter(({ id }) => run.steps[id]?.status === 'in-doubt')
  if (doubted.length > 0) return { sentence: `A person has to settle ${titles(doubted)}`, at: null }
  const promotion = waitsForLastWord(change)
  if (promotion !== null) return promotion
  const people = waitsForPeople(change)
  const switching = waitsForMode(change)
  const underway = rollouts.find(
    ({ phase }) => phase === 'moving' || phase === 'holding' || phase === 'adopting',
  )
  if (underway !== undefined) return nextOfRollout(underway, change)
  if (switching !== null) return switching
  if (people !== null) return people
  const bake = bakes.find(({ phase }) => phase === 'baking')
  if (bake !== undefined) return nextOfBake(bake, run, what(change))
  if (run.overrunAt !== null && run.windowClosedAt === null && runningTitles(change).length === 0)
    return { sentence: 'Nothing begins until a person extends the window, or aborts', at: null }
  const retrying = runbook.steps.flatMap(({ id, title }) => {
    const progress = run.steps[id]
    return progress?.status === 'retrying' ? [{ title, retryAt: progress.retryAt }] : []
  })[0]
  if (retrying !== undefined)
    return { sentence: `${retrying.title} is tried again`, at: instant(retrying.retryAt) }
  const running = runningTitles(change)
  if (running.length > 0)
    return {
      sentence: `${what(change)} when ${list(running)} ${running.length === 1 ? 'is' : 'are'} done`,
      at: null,
    }
  const waiting = waitsForProbes(change)
  if (waiting !== null) return waiting
  const phase = laterPhase(change)
  if (phase !== undefined) return { sentence: `Phase ${phase.id} begins`, at: phase.at }
  const checks = Object.values(run.accept).filter(({ status }) => status === 'running').length
  return checks > 0
    ? {
        sentence: `It succeeds when the last ${checks === 1 ? 'check has' : `${checks} checks have`} passed`,
        at: null,
      }
    : { sentence: 'The next step begins', at: null }
}

/** What was deployed and has to start, or be ready, before anything goes on. */
function waitsForProbes(change: Running): Ordinary | null {
  const { run, runbook } = change
  const starting = runbook.steps.filter(({ id }) => run.steps[id]?.status === 'starting')
  if (starting.length > 0)
    return { sentence: `${what(change)} when what ${titles(starting)} brought has started`, at: null }
  const [unready] = unreadySides(change)
  return unready === undefined ? null : { sentence: `No weight is given: ${unready.sentence}`, at: null }
}

/** A mode that was ordered, and its drain. */
function waitsForMode({ run, runbook }: Running): Ordinary | null {
  for (const step of runbook.steps) {
    const progress = run.steps[step.id]
    if (step.kind !== 'mode' || progress?.status !== 'switching') continue
    const { acknowledgedAt } = progress
    if (acknowledgedAt === null || step.drainMs === undefined)
      return { sentence: `${step.title}: it goes on when every proxy has it`, at: null }
    const sentence = `${step.title}: it goes on when no write is under way, and fails when there still is one`
    return { sentence, at: instant(acknowledgedAt + step.drainMs) }
  }
  return null
}

/** Everything else is through: a person was named who has to approve the adoption. */
function waitsForLastWord({ run, runbook }: Running): Ordinary | null {
  const { promotion } = run
  if (promotion === undefined || promotion.askedAt === null || promotion.word !== null) return null
  const title = runbook.steps.find(({ id }) => id === promotion.step)?.title ?? promotion.step
  return { sentence: `It waits for ${promotion.approver} to decide: ${title}`, at: null }
}

/** Nothing goes on by itself where a checklist or a decision is open and nothing else is under way. */
function waitsForPeople(change: Running): Ordinary | null {
  const { run, runbook } = change
  const open = runbook.steps.filter(({ id }) => {
    const status = run.steps[id]?.status
    return status === 'ticking' || status === 'deciding'
  })
  const [first] = open
  if (first === undefined || runningTitles(change).length > 0) return null
  const progress = run.steps[first.id]
  if (progress?.status !== 'ticking') return { sentence: `It waits for a decision: ${first.title}`, at: null }
  const all = Object.values(progress.items)
  const left = all.filter(({ status }) => status !== 'passed').length
  return { sentence: `It goes on when ${first.title} has passed: ${left} of ${all.length} left`, at: null }
}

/** What the steps that run now are holding up. */
function what(change: Running): string {
  const { run, runbook } = change
  const isOpen = openTo(change)
  const waiting = runbook.steps.filter(({ id }) => run.steps[id]?.status === 'waiting' && isOpen(id))
  const first = waiting.filter(({ after }) => after.every((id) => run.steps[id]?.status !== 'waiting'))
  const phase = first.length === 0 ? laterPhase(change) : undefined
  if (phase !== undefined) return `Phase ${phase.id}`
  if (first.length === 0) return runbook.accept.length > 0 ? 'The acceptance checks' : 'It succeeds'
  return list(first.map(beginning))
}

/** The phase that comes next; undefined when all have begun, or there are none. */
const laterPhase = (change: Running): PhaseView | undefined =>
  viewPhases(change)?.list.find(({ status }) => status === 'waiting')

function beginning(step: Step): string {
  return step.kind === 'rollout' ? `Canary to ${percent(step.stages[0]?.weight ?? 0)}` : step.title
}

function goingBack(change: Extract<Change, { status: 'rolling-back' }>): Ordinary {
  const { back, runbook } = change
  const targets = list(runbook.targets)
  if (back.traffic.traffic === 'descending')
    return {
      sentence: `The canary goes down step by step from ${percent(back.traffic.to)}, then ${targets} close`,
      at: null,
    }
  if (back.traffic.traffic === 'closing')
    return { sentence: `Undoing begins when every proxy has closed ${targets}`, at: null }
  const still = runningTitles(change)
  const ends = back.traffic.traffic === 'untouched' ? back.traffic.ends : 'rolled back'
  if (still.length > 0)
    return {
      sentence: `Undoing begins when ${list(still)} ${still.length === 1 ? 'has' : 'have'} stopped`,
      at: null,
    }
  const left = Object.entries(back.undo).filter(
    ([, { status }]) => status === 'waiting' || status === 'running' || status === 'retrying',
  )
  const open = left.map(([id]) => runbook.steps.find((step) => step.id === id)?.title ?? id)
  const untouched = back.traffic.traffic === 'untouched'
  const steps = (untouched ? [] : (runbook.wayDown?.steps ?? [])).filter(({ id }) =>
    isLeft(back.steps?.[id]?.status),
  )
  const undo = open.length === 0 ? [] : [`Undo ${list(open)}`]
  const after = steps.length === 0 ? [] : [list(steps.map(({ title }) => title))]
  const what = [...undo, ...after].join(', then ')
  return { sentence: what === '' ? `It is ${ends}` : `${what}, then it is ${ends}`, at: null }
}

const isLeft = (status: string | undefined): boolean =>
  status === undefined || status === 'waiting' || status === 'running' || status === 'retrying'

/** What is recorded beside it once it is over. */
function verifying(change: Change): Ordinary {
  const record = viewVerification(change)
  if (record?.status === 'watching')
    return { sentence: 'It is told whether all is well after the rollback', at: record.until }
  const isOpen = (record?.status === 'failed' || record?.status === 'inconclusive') && record.settled === null
  return {
    sentence: isOpen
      ? 'Nothing by itself: a person looks at it, and says that it is seen to'
      : 'Nothing: it is over',
    at: null,
  }
}

const titles = (steps: readonly Step[]): string => list(steps.map(({ title }) => title))
