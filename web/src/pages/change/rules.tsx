import type { RolloutView } from '../../../../src/read/rollout-view.ts'
import type { RuleOnTarget, RuleView } from '../../../../src/read/rule-view.ts'
import { useNow } from '../../data/clock.ts'
import { count, span } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'
import type { Marked } from '../../parts/tone.ts'

/** Gates and guards with the numbers that decide, target by target. */
export function Rules({ rollout, ended }: { rollout: RolloutView; ended: boolean }) {
  if (rollout.rules.length === 0) return null
  const over = ended || rollout.phase === 'left' || rollout.phase === 'done'
  return (
    <Panel title="Gates and guards">
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
          {rollout.rules.map((rule) => (
            <tbody key={rule.id}>
              <tr className="rule-head">
                <th colSpan={6} scope="rowgroup">
                  <span className={`rule-kind rule-${rule.kind}`}>{rule.kind}</span> {rule.signal}{' '}
                  {rule.wanted}
                  <span className="soft">
                    , else {rule.otherwise === 'rollback' ? 'it goes back' : rule.otherwise}
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

function OnTarget({ rule, on, over }: { rule: RuleView; on: RuleOnTarget; over: boolean }) {
  const now = useNow()
  const [mark, words] = verdictOf(rule, on, over, now)
  return (
    <tr className={on.watched ? '' : 'unwatched'}>
      <th scope="row">{on.target}</th>
      <td>
        <span className={`verdict tone-${mark.tone}`}>
          <Mark mark={mark} silent />
          {words}
        </span>
      </td>
      <td className="figure">{on.shown ?? '–'}</td>
      <td className="figure">{count(on.samples)}</td>
      <td className="figure wide-only">{stableOf(on)}</td>
      <td className="wide-only">{on.seenUpTo === null ? '–' : <At at={on.seenUpTo} />}</td>
    </tr>
  )
}

function stableOf({ stable, shown }: RuleOnTarget): string {
  if (stable?.value == null) return '–'
  return shown?.endsWith('%') === true
    ? `${(stable.value * 100).toFixed(2)} %`
    : String(Math.round(stable.value * 1000) / 1000)
}

const GOOD: Marked = { sign: 'done', tone: 'good', word: 'good' }
const PAST: Marked = { sign: 'done', tone: 'quiet', word: 'was good' }
const BAD: Marked = { sign: 'failed', tone: 'bad', word: 'bad' }
const OPEN: Marked = { sign: 'open', tone: 'quiet', word: 'open' }
const WAIT: Marked = { sign: 'going', tone: 'wait', word: 'not yet' }
const UNKNOWN: Marked = { sign: 'doubt', tone: 'bad', word: 'unknown' }

/** No data and inconclusive are verdicts of their own, never green. */
function verdictOf(rule: RuleView, on: RuleOnTarget, over: boolean, now: number): readonly [Marked, string] {
  if (on.silentSince !== null) return [UNKNOWN, `no data for ${span(now - Date.parse(on.silentSince))}`]
  switch (on.verdict) {
    case null:
      return [
        OPEN,
        over
          ? 'not judged'
          : rule.kind === 'gate' && !on.watched
            ? 'judged while a stage holds'
            : 'not judged yet',
      ]
    case 'worse':
      return [
        BAD,
        `${rule.kind === 'guard' ? 'tripped' : 'does not hold'}${on.sharedIncident ? ', stable too' : ''}`,
      ]
    case 'no-worse':
      return [on.watched ? GOOD : PAST, rule.kind === 'guard' ? 'quiet' : 'holds']
    case 'inconclusive':
      return [WAIT, on.samples < on.minSamples ? `${count(on.minSamples)} samples needed` : 'inconclusive']
    case 'no-data':
      return [WAIT, 'no requests yet']
    case 'assumption-violated':
      return [UNKNOWN, 'assumption violated']
  }
}
