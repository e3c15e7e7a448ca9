import { formatValue } from '../../../../src/core/signal/unit.ts'
import type { RolloutView } from '../../../../src/read/progress/rollout-view.ts'
import type { RuleOnTarget, RuleView } from '../../../../src/read/progress/rule-view.ts'
import { count } from '../../../../src/read/words/number.ts'
import { undecidedWords, verdictWords } from '../../../../src/read/words/verdict.ts'
import { useNow } from '../../data/clock.ts'
import { unbroken } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'
import { Comparison } from './evidence/comparison.tsx'
import { EachSeries } from './evidence/each-series.tsx'

/** Gates and guards with the numbers that decide, target by target. */
export function Rules({ rollout, ended }: { rollout: RolloutView; ended: boolean }) {
  const over = ended || rollout.phase === 'left' || rollout.phase === 'done' || rollout.phase === 'to-adopt'
  return <RuleTable title="Gates and guards" rules={rollout.rules} over={over} />
}

/** `over`: nothing is measured by them any more. */
export function RuleTable({
  title,
  rules,
  over,
}: {
  title: string
  rules: readonly RuleView[]
  over: boolean
}) {
  if (rules.length === 0) return null
  return (
    <Panel title={title}>
      <div className="table-frame">
        <table className="rules">
          <thead>
            <tr>
              <th scope="col">On</th>
              <th scope="col">Verdict</th>
              <th scope="col" className="figure">
                Measured
              </th>
              <th scope="col" className="figure">
                Samples
              </th>
              <th scope="col" className="figure wide-only">
                Stable
              </th>
              <th scope="col" className="wide-only">
                Seen up to
              </th>
            </tr>
          </thead>
          {rules.map((rule) => (
            <tbody key={rule.id}>
              <tr className="rule-head">
                <th colSpan={6} scope="rowgroup">
                  <span className={`rule-kind rule-${rule.kind}`}>{rule.kind}</span> {rule.signal}{' '}
                  {rule.wanted}
                  <span className="soft">
                    , {rule.kind === 'gate' ? 'else' : 'then'} {FOLLOWS[rule.otherwise]}
                    {undecidedWords(rule) === null ? null : `; ${undecidedWords(rule)}`}
                  </span>
                </th>
              </tr>
              {rule.targets.map((on) => (
                <OnTarget key={on.target} rule={rule} on={on} over={over} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  )
}

/** Where a gate does not hold, or a guard trips. */
const FOLLOWS: Readonly<Record<RuleView['otherwise'], string>> = {
  rollback: 'it goes back',
  'rollback-gradual': 'it goes back gradually',
  pause: 'it pauses',
  hold: 'the weight is held',
}

function OnTarget({ rule, on, over }: { rule: RuleView; on: RuleOnTarget; over: boolean }) {
  const mark = verdictWords(rule, on, over, useNow())
  const stable = on.stable?.value ?? null
  return (
    <>
      <tr className={on.watched ? '' : 'unwatched'}>
        <th scope="row">{on.target}</th>
        <td>
          <span className={`verdict tone-${mark.tone}`}>
            <Mark mark={mark} silent />
            {mark.word}
            {mark.more}
          </span>
          {on.each?.name == null ? null : (
            <span className="soft">
              {' '}
              {on.each.label} {on.each.name}
            </span>
          )}
          {on.resolved === null ? null : <span className="soft"> {on.resolved}</span>}
        </td>
        <td className="figure">{unbroken(on.shown ?? '–')}</td>
        <td className="figure">{count(on.samples)}</td>
        <td className="figure wide-only">
          {stable === null ? '–' : unbroken(formatValue(rule.shape, stable))}
        </td>
        <td className="wide-only">{on.seenUpTo === null ? '–' : <At at={on.seenUpTo} />}</td>
      </tr>
      {on.test === null ? null : (
        <tr className="comparison-row">
          <td colSpan={6}>
            <Comparison rule={rule} on={on} test={on.test} over={over} />
          </td>
        </tr>
      )}
      {on.each === null ? null : (
        <tr className="comparison-row">
          <td colSpan={6}>
            <EachSeries each={on.each} target={on.target} />
          </td>
        </tr>
      )}
    </>
  )
}
