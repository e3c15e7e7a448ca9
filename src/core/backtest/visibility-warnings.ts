import { FACTORS, type Usual } from './usual-traffic.ts'
import { type StageVisibility, TRIALS } from './visibility.ts'
import type { WatchedRule } from './watched-rules.ts'

/** `5 times the errors`, `requests that take 1.5 times as long`. */
export const worseWords = (kind: Usual['kind'], factor: number): string =>
  kind === 'ratio' ? `${factor} times the errors` : `requests that take ${factor} times as long`

/** What a team should know before it trusts a rule, as half sentences. */
export function visibilityWarnings(
  { rule }: WatchedRule,
  kind: Usual['kind'],
  stages: readonly StageVisibility[],
): readonly string[] {
  const warnings: string[] = []
  const seenAt = (factor: number, { seen }: StageVisibility) => seen.find((one) => one.factor === factor)
  const worst = FACTORS[kind][3]
  if (rule.kind === 'guard') {
    if (stages.every((stage) => (seenAt(worst, stage)?.within ?? 0) * 2 < TRIALS))
      warnings.push(`no hold is long enough for it to see even ${worseWords(kind, worst)}`)
    const alarms = Math.max(...stages.map((stage) => seenAt(1, stage)?.within ?? 0))
    if (alarms * 20 > TRIALS)
      warnings.push(`a version like stable would trip it in ${alarms} of ${TRIALS} holds`)
    return warnings
  }
  for (const stage of stages) {
    const like = seenAt(1, stage)
    const bad = seenAt(worst, stage)
    const where = `the hold at ${stage.stretch.weight / 100} %`
    if (like !== undefined && like.passed * 2 < TRIALS)
      warnings.push(
        `${where} is too short for it to tell: a version like stable passes in ${like.passed} of ${TRIALS}`,
      )
    if (bad !== undefined && bad.passed * 2 > TRIALS)
      warnings.push(`in ${where} even ${worseWords(kind, worst)} pass in ${bad.passed} of ${TRIALS}`)
  }
  return warnings
}
