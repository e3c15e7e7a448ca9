import type { TestView } from '../../../../../src/read/progress/rule-view.ts'
import { isLessWorse } from '../../../../../src/read/words/comparison.ts'
import { placeOn, scaleOf } from './scale.ts'

/** The ratio with its interval against the bound, beyond which it is worse; the numbers stand in words beside it. */
export function RatioScale({ test }: { test: TestView }) {
  const { ratio, low, high, bound } = test
  const scale = scaleOf(test)
  const place = (at: number) => placeOn(scale, at)
  const atBound = place(bound)
  const [from, to] = [low === null ? 0 : place(low), high === null ? 100 : place(high)]
  const open = `${from === 0 ? 'open-low' : ''} ${to === 100 ? 'open-high' : ''}`
  return (
    <div className="scale" aria-hidden="true">
      <div className="scale-length">
        <span className="scale-name" style={{ left: `${atBound}%` }}>
          bound {Math.round(bound * 1_000) / 1_000} x
        </span>
        <span
          className="scale-worse"
          style={isLessWorse(test) ? { left: 0, width: `${atBound}%` } : { left: `${atBound}%`, right: 0 }}
        />
        <span className="scale-line" />
        {scale.ticks.map((tick) => (
          <span key={tick} className="scale-tick" style={{ left: `${place(tick)}%` }}>
            {tickWords(tick)}
          </span>
        ))}
        {low !== null || high !== null ? (
          <span className={`scale-interval ${open}`} style={{ left: `${from}%`, width: `${to - from}%` }} />
        ) : null}
        <span className="scale-bound" style={{ left: `${atBound}%` }} />
        {ratio === null ? null : <span className="scale-ratio" style={{ left: `${place(ratio)}%` }} />}
      </div>
    </div>
  )
}

const tickWords = (tick: number): string =>
  tick === 1 ? 'as stable' : tick < 1 ? `1/${1 / tick} x` : `${tick} x`
