import type { RolloutView } from './rollout-view.ts'

/** What was the canary serves everybody now. */
export const isAdopted = ({ adopt, phase }: Pick<RolloutView, 'adopt' | 'phase'>): boolean =>
  adopt && phase === 'done'
