import type { ModeStep } from '../../runbook/waiting-steps.ts'
import type { PlanMode } from '../step/mode.ts'
import type { Arranged } from './arrange.ts'
import type { Whole } from './whole.ts'

export function compileMode(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { mode, onFailure = 'rollback', title }: PlanMode,
  { setting }: Pick<Whole, 'setting'>,
): ModeStep {
  const { traffic, banner, drain, targets } = mode
  return {
    kind: 'mode',
    id,
    title: title ?? titleOf(mode),
    after,
    targets: [...(targets ?? setting.targets)].sort(),
    ...(traffic === undefined ? {} : { traffic }),
    ...(banner === undefined ? {} : { banner }),
    ...(drain === undefined ? {} : { drainMs: setting.pace(drain) }),
    onFailure,
  }
}

function titleOf({ traffic, banner }: PlanMode['mode']): string {
  const telling = banner === undefined ? null : banner === '' ? 'take the banner down' : 'show a banner'
  const words = [traffic === undefined ? null : `switch to ${traffic}`, telling].filter((one) => one !== null)
  const text = words.join(', and ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
