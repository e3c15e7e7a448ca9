import type { RuleOnTarget, RuleView, TestView } from '../../../../../src/read/progress/rule-view.ts'
import { comparisonWords } from '../../../../../src/read/words/comparison.ts'
import { unbroken } from '../../../parts/format.ts'
import { Sentence } from '../../../parts/sentence.tsx'
import { RatioScale } from './ratio-scale.tsx'

/** What a rule that compares with stable has found: how near it is to deciding, the ratio, and what both mean. */
export function Comparison({
  rule,
  on,
  test,
  over,
}: {
  rule: RuleView
  on: RuleOnTarget
  test: TestView
  over: boolean
}) {
  const { claim, share, standing, tone, ratio, interval, extra, extraThan } = comparisonWords(
    rule,
    on,
    test,
    over,
  )
  return (
    <div className="comparison">
      <div className="comparison-parts">
        <div>
          <p className="comparison-head">
            {claim}
            <span className="number">{unbroken(share)}</span>
          </p>
          <span className={`evidence evidence-${rule.kind} tone-${tone}`} aria-hidden="true">
            <span className="evidence-bar" style={{ width: `${test.evidence * 100}%` }} />
          </span>
          <p className={`comparison-note tone-${test.evidence >= 1 ? tone : 'quiet'}`}>
            {unbroken(standing)}
          </p>
        </div>
        <div>
          <p className="comparison-head">
            Canary to stable
            <span className="number">
              {ratio ?? 'nothing to compare yet'}
              {interval === null ? null : <span className="comparison-interval"> ({interval})</span>}
            </span>
          </p>
          {ratio === null ? null : (
            <>
              <RatioScale test={test} />
              <p className="comparison-note tone-quiet">{`${extra} ${extraThan}`}</p>
            </>
          )}
        </div>
      </div>
      <p className="comparison-note comparison-sentence">
        <Sentence text={test.sentence} />
      </p>
    </div>
  )
}
