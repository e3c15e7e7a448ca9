import { isGuard, type Probe, probeName } from '../../probe/probe.ts'
import { failedWords, probeWords } from '../../probe/words.ts'
import type { Runbook, Step } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Observations } from '../outside/observations.ts'
import type { Run } from '../state/change.ts'
import type { ProbedSide } from '../state/probing.ts'

/** Everything that is decided from. */
export type Turn = {
  readonly run: Run
  readonly runbook: Runbook
  readonly now: Instant
  readonly seen: Observations
  readonly paused: boolean
}

export const deployedBy = (step: Step): string | null =>
  step.kind === 'effect' && step.act.act === 'deploy' ? step.act.target : null

export const liveSides = ({ probing = {} }: Pick<Run, 'probing'>): readonly [string, ProbedSide][] =>
  Object.entries(probing).filter(([, { ended }]) => ended !== true)

type Counts = (probe: Probe, target: string) => boolean

/** The first that has failed and decides something, of those that count. */
export function firstFailed(
  run: Pick<Run, 'probing'>,
  { probes = [] }: Pick<Runbook, 'probes'>,
  counts: Counts,
) {
  for (const [target, { side, told }] of liveSides(run))
    for (const probe of probes) {
      if (!(isGuard(probe) || probe.kind === 'startup') || !counts(probe, target)) continue
      const word = told[probeName(probe)]
      if (word?.now !== 'failing') continue
      const because = `${probeWords(probe)} of ${target} (${side}) is ${failedWords(probe.failures, word.says)}`
      return { target, probe, because }
    }
  return null
}
