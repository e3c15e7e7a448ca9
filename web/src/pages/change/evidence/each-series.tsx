import type { EachView, SeriesView } from '../../../../../src/read/progress/rule-view.ts'
import { count } from '../../../../../src/read/words/number.ts'
import { unbroken } from '../../../parts/format.ts'
import { Mark } from '../../../parts/mark.tsx'

/** How all series of a rule do that judges each for itself: how many are fine, and on request each, the worst first. */
export function EachSeries({ each, target }: { each: EachView; target: string }) {
  if (each.series.length === 0) return <span className="soft">No {each.label} is measured yet</span>
  return (
    <details className="each-series">
      <summary>
        Every {each.label}, {each.summary}
      </summary>
      <table>
        <caption className="unseen">
          Every {each.label} of {target}, the worst first
        </caption>
        <thead>
          <tr>
            <th scope="col">{each.label}</th>
            <th scope="col">Verdict</th>
            <th scope="col" className="figure">
              Measured
            </th>
            <th scope="col" className="figure">
              Samples
            </th>
          </tr>
        </thead>
        <tbody>
          {each.series.map((one) => (
            <tr key={one.name}>
              <th scope="row">{one.name}</th>
              <td>
                <span className={`verdict tone-${MARKS[one.verdict].tone}`}>
                  <Mark mark={MARKS[one.verdict]} silent />
                  {MARKS[one.verdict].word}
                </span>
              </td>
              <td className="figure">{unbroken(one.shown ?? '–')}</td>
              <td className="figure">{count(one.samples)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

const MARKS = {
  worse: { sign: 'failed', tone: 'bad', word: 'worse' },
  'no-worse': { sign: 'done', tone: 'good', word: 'fine' },
  inconclusive: { sign: 'going', tone: 'wait', word: 'not decided' },
  'no-data': { sign: 'open', tone: 'quiet', word: 'without data' },
  'assumption-violated': { sign: 'doubt', tone: 'quiet', word: 'without an answer' },
} as const satisfies Record<SeriesView['verdict'], object>
