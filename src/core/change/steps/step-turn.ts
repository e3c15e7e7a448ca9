import type { Rolling } from '../rollout/rolling.ts'

/** Everything that a turn of a step is decided from, besides the step itself. */
export type StepTurn = Omit<Rolling, 'step' | 'progress'>
