import type { ProbeState } from '../../probe/answer.ts'
import { isGuard, type Probe, probeName } from '../../probe/probe.ts'
import { silentFrom, stateOf } from '../../probe/side.ts'
import type { EffectStep } from '../../runbook/runbook.ts'
import { otherSide } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import type { ProbeChange } from '../events/probes.ts'
import { didNotHappen } from '../rollback/after-failure.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { StepProgress } from '../state/change.ts'
import type { ProbedSide } from '../state/probing.ts'
import { ledFailed } from './led.ts'
import { deployedBy, firstFailed, liveSides, type Turn } from './sides.ts'
import { probedOf } from './standing.ts'

/** What the probes of deployed sides make of what is known: they come before anything that advances. */
export function advanceProbes(turn: Turn): readonly EventBody[] {
  if (turn.runbook.probes === undefined) return []
  const begun = beginProbing(turn)
  if (begun.length > 0) return begun
  const told = tellProbes(turn)
  if (told.length > 0) return told
  const failed = ledFailed(turn)
  if (failed.length > 0) return failed
  return tripped(turn) ?? started(turn)
}

/** Each side is asked once its deploy is through. */
function beginProbing({ run, runbook, seen }: Turn): readonly EventBody[] {
  return runbook.steps.flatMap((step): readonly EventBody[] => {
    const target = deployedBy(step)
    const status = run.steps[step.id]?.status
    if (target === null || (status !== 'starting' && status !== 'done')) return []
    if (run.probing?.[target] !== undefined) return []
    const stable = seen.traffic[target]?.desired.stable ?? 'blue'
    return [{ type: 'probing-started', target, side: otherSide(stable) }]
  })
}

/** What is new of them; also on a way down by steps. */
export function tellProbes({ run, runbook, now, seen }: Pick<Turn, 'run' | 'runbook' | 'now' | 'seen'>) {
  const { probes = [] } = runbook
  return liveSides(run).flatMap(([target, side]): readonly EventBody[] => {
    const { states, from } = probedOf(target, side, seen)
    const of = { target, side: side.side }
    const changes = probes.flatMap((probe) => changeOf(probe, stateOf(states, probe), side))
    const news: readonly EventBody[] =
      changes.length === 0 ? [] : [{ type: 'probes-changed', ...of, changes }]
    const isSilent = now >= silentFrom(probes, from, states, seen.takeover)
    if (isSilent === (side.silentSince !== null)) return news
    if (!isSilent) return [{ type: 'probes-heard', ...of }, ...news]
    const asked = probes.map((probe) => stateOf(states, probe).at ?? from)
    return [...news, { type: 'probes-silent', ...of, since: Math.max(...asked) }]
  })
}

function changeOf(
  probe: Probe,
  { now, run, says }: ProbeState,
  { told }: ProbedSide,
): readonly ProbeChange[] {
  const was = Object.hasOwn(told, probeName(probe)) ? told[probeName(probe)]?.now : undefined
  if (now === 'unknown' || now === was) return []
  const { kind, path, failures, successes } = probe
  // What was said last is the answer that turned it, unless others have begun to follow.
  const turned = run?.ok === (now === 'well') ? says : null
  const times = now === 'well' ? successes : failures
  return [
    { kind, path, ...(was === undefined ? {} : { was }), now, times, says: turned ?? 'its answers swing' },
  ]
}

/** A guard, or a startup that failed although its deploy was over: nobody may be sent there. */
function tripped({ run, runbook }: Turn): readonly EventBody[] | null {
  const failed = firstFailed(
    run,
    runbook,
    (probe, target) => isGuard(probe) || !isStarting(target, run, runbook),
  )
  if (failed === null) return null
  const { target, probe, because } = failed
  const cause = { cause: 'probe', probe: probeName(probe), target, because } as const
  return [rollbackStarted(run, cause, { gradual: false, latch: false })]
}

const isStarting = (target: string, run: Turn['run'], { steps }: Turn['runbook']): boolean =>
  steps.some((step) => deployedBy(step) === target && run.steps[step.id]?.status === 'starting')

/** A deploy is over when what it has brought has started, and has failed when that does not. */
function started({ run, runbook, now, paused }: Turn): readonly EventBody[] {
  for (const step of runbook.steps) {
    const progress = run.steps[step.id]
    const target = deployedBy(step)
    if (step.kind !== 'effect' || target === null || progress?.status !== 'starting') continue
    const events = hearStartup(step, target, progress, { run, runbook, now, paused })
    if (events.length > 0) return events
  }
  return []
}

type Starting = Extract<StepProgress, { status: 'starting' }>

function hearStartup(
  step: EffectStep,
  target: string,
  { attempt, outputs, evidence }: Starting,
  { run, runbook, now, paused }: Omit<Turn, 'seen'>,
): readonly EventBody[] {
  const told = run.probing?.[target]?.told.startup
  if (told?.now === 'well') {
    const says = `${evidence}; it has started: ${told.says}`
    return [{ type: 'step-done', step: step.id, outputs, evidence: says }]
  }
  const failed = firstFailed(run, runbook, (probe, of) => probe.kind === 'startup' && of === target)
  return failed === null ? [] : didNotHappen(step, attempt, failed.because, { run, now, paused })
}
