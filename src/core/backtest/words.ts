import { isTest, type Rule } from '../judge/rule.ts'
import type { Evidence } from '../judge/verdict.ts'
import { formatBound, formatMeasured, formatSamples } from '../judge/words.ts'
import type { SignalShape } from '../signal/shape.ts'
import { formatDuration } from '../time/duration.ts'
import { formatQuantity } from './quantity.ts'
import type { RuleResult } from './result.ts'

/** `success-ratio below 97.00 % for 1m`: a rule as its plan says it. */
export function ruleWords({ signal, bound, form }: Rule, shape: SignalShape): string {
  const said = `${signal} ${formatBound(shape, bound)}`
  switch (form.form) {
    case 'for': {
      const back = form.lookbackMs === form.ms ? '' : `, looking back ${formatDuration(form.lookbackMs)}`
      return form.ms === 0 ? `${said}${back}` : `${said} for ${formatDuration(form.ms)}${back}`
    }
    case 'over':
      return `${said} over ${form.span === 'hold' ? 'the hold' : formatDuration(form.span)}`
    case 'test':
      return said
  }
}

/** What a rule would have done each time, as half a sentence. */
export function actionWords(rule: Rule): string {
  if (rule.kind === 'gate')
    return rule.otherwise === 'hold'
      ? 'held the rollout'
      : rule.otherwise === 'pause'
        ? 'paused the change'
        : 'rolled back'
  switch (rule.then) {
    case 'pause':
      return 'paused the change'
    case 'rollback':
      return 'rolled back'
    case 'rollback-gradual':
      return 'rolled back step by step'
  }
}

/** `96.10 % of 3,100 samples`, or of a test the evidence that it had. */
export function tripWords({ test, ...evidence }: Evidence, { shape, watched }: RuleResult): string {
  if (test !== undefined) {
    const share = formatQuantity({ is: 'evidence' }, shape, test.evidence / test.wanted)
    const ratio = test.ratio === null ? '' : `, ${Math.round(test.ratio * 100) / 100} x stable`
    return `${share} of the evidence${ratio}`
  }
  if (isTest(watched.rule.bound)) return 'nothing to compare'
  const than = evidence.refersTo === undefined ? '' : ` (${formatBound(shape, evidence.bound)})`
  return `${formatMeasured({ ...evidence, shape })} of ${formatSamples(evidence.samples)}${than}`
}

/** What was taken for the canary, which nothing was rolled out to; null where a rule has no sides. */
export function sidesWords({ division }: Pick<RuleResult, 'division'>, seed: number): string | null {
  switch (division) {
    case null:
      return null
    case 'parts':
      return 'the first part that was recorded played the canary, the others stable'
    case 'thinned':
      return `only the whole is recorded, so each request was given to a canary by lot at the plan's weights (seed ${seed})`
  }
}
