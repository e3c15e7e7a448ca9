import type { StagedStep } from '../records/staged-step.ts'

/** What becomes of the flags that a step has staged: `NewDatabase becomes true on shop`. */
export function stagedWords({ targets, set }: StagedStep): readonly string[] {
  const on = targets.length === 0 ? '' : ` on ${targets.join(', ')}`
  return Object.entries(set).map(([flag, value]) => {
    const said = value === null ? 'what is known by then' : JSON.stringify(value)
    return `${flag} becomes ${said}${on}`
  })
}
