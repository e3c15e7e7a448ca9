import { withoutMarks } from '../../core/text/visible.ts'
import type { PlanVersion } from '../../ports/store/plans.ts'
import { instant, type Shown } from '../shown/instant.ts'

export type PlanLine = Omit<PlanVersion, 'at'> & { readonly at: Shown }

/** One version of a plan with its text, and what came before and after it. */
export type PlanView = PlanLine & { readonly text: string; readonly versions: readonly PlanLine[] }

export const viewPlan = ({ name, version, hash, title, by, at }: PlanVersion): PlanLine => ({
  name,
  version,
  hash,
  title: withoutMarks(title),
  by,
  at: instant(at),
})
