import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Observations } from '../outside/observations.ts'
import type { Run } from '../state/change.ts'

/** Everything that a turn of one step is decided from. */
export type StepTurn = {
  readonly run: Run
  readonly runbook: Runbook
  readonly now: Instant
  readonly seen: Observations
  /** Paused: what protects still acts, nothing advances. */
  readonly paused: boolean
  /** Past the window's end no weight is raised and no step begins. */
  readonly overrun: boolean
}
