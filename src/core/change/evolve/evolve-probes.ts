import { probeName } from '../../probe/probe.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { ChangeEvent, EventBody } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import type { ProbedSide } from '../state/probing.ts'

type Of<T extends EventBody['type']> = Extract<ChangeEvent, { type: T }>

/** What its sides say. */
export function evolveProbes(
  run: Run,
  event: Of<'probing-started' | 'probes-changed' | 'probes-silent' | 'probes-heard'>,
): Run {
  const { target, at } = event
  if (event.type === 'probing-started')
    return withSide(run, target, { side: event.side, from: at, told: {}, silentSince: null })
  const side = run.probing?.[target]
  if (side === undefined) return run
  switch (event.type) {
    case 'probes-changed': {
      const told = event.changes.map(
        ({ now, says, ...probe }) => [probeName(probe), { now, says, at }] as const,
      )
      return withSide(run, target, { ...side, told: { ...side.told, ...Object.fromEntries(told) } })
    }
    case 'probes-silent':
      return withSide(run, target, { ...side, silentSince: event.since })
    case 'probes-heard':
      return withSide(run, target, { ...side, silentSince: null })
  }
}

/** What an event of any kind means for sides that are asked. */
export function followProbes(run: Run, runbook: Runbook, event: ChangeEvent): Run {
  const { probing } = run
  if (probing === undefined) return run
  if (event.type === 'adopting') return endAsking(run, Object.keys(event.was))
  if (event.type === 'step-done') return endAsking(run, trialTargets(runbook, event.step))
  const target = deployedBy(runbook, event)
  if (target === null || !Object.hasOwn(probing, target)) return run
  if (event.type === 'step-failed' && event.retryAt === null) return endAsking(run, [target])
  // It is deployed anew, or settled: what was known of it is of what is gone.
  return {
    ...run,
    probing: Object.fromEntries(Object.entries(probing).filter(([name]) => name !== target)),
  }
}

/** Of an event that makes a deploy begin anew, or end otherwise than by its answer. */
function deployedBy({ steps }: Runbook, event: ChangeEvent): string | null {
  if (event.type !== 'step-started' && event.type !== 'step-failed' && event.type !== 'doubt-settled')
    return null
  const step = steps.find(({ id }) => id === event.step)
  return step?.kind === 'effect' && step.act.act === 'deploy' ? step.act.target : null
}

/** After the last hold of a trial everyone goes to stable again. */
function trialTargets({ steps }: Runbook, id: string): readonly string[] {
  const step = steps.find((one) => one.id === id)
  return step?.kind === 'rollout' && !step.adopt && step.adoptLater !== true ? step.targets : []
}

function endAsking(run: Run, targets: readonly string[]): Run {
  return targets.reduce((before, target) => {
    const side = before.probing?.[target]
    return side === undefined ? before : withSide(before, target, { ...side, ended: true })
  }, run)
}

const withSide = (run: Run, target: string, side: ProbedSide): Run => ({
  ...run,
  probing: { ...run.probing, [target]: side },
})
