import type { LevelOnTarget, LevelView } from '../../../../src/read/progress/levels-view.ts'
import { levelLimits, levelMark } from '../../../../src/read/words/level.ts'
import { count } from '../../../../src/read/words/number.ts'
import { useNow } from '../../data/clock.ts'
import { unbroken } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { At } from '../../parts/time.tsx'

/** Levels of signals, which are shown and told, and decide nothing. */
export function Levels({ levels }: { levels: readonly LevelView[] }) {
  if (levels.length === 0) return null
  return (
    <Panel title="Levels">
      <div className="table-frame">
        <table className="rules">
          <thead>
            <tr>
              <th scope="col">On</th>
              <th scope="col">Level</th>
              <th scope="col" className="figure">
                Measured
              </th>
              <th scope="col" className="figure">
                Samples
              </th>
              <th scope="col" className="wide-only">
                Seen up to
              </th>
            </tr>
          </thead>
          {levels.map((level) => (
            <tbody key={level.id}>
              <tr className="rule-head">
                <th colSpan={5} scope="rowgroup">
                  {level.signal} <span className="soft">{levelLimits(level)}</span>
                </th>
              </tr>
              {level.targets.map((on) => (
                <OnTarget key={on.target} on={on} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  )
}

function OnTarget({ on }: { on: LevelOnTarget }) {
  const mark = levelMark(on, useNow())
  return (
    <tr className={on.watched ? '' : 'unwatched'}>
      <th scope="row">{on.target}</th>
      <td>
        <span className={`verdict tone-${mark.tone}`}>
          <Mark mark={mark} silent />
          {mark.word}
          {mark.more}
        </span>
        {on.unavailable === null ? null : <span className="soft"> {on.unavailable}</span>}
      </td>
      <td className="figure">{unbroken(on.shown ?? '–')}</td>
      <td className="figure">{count(on.samples)}</td>
      <td className="wide-only">{on.seenUpTo === null ? '–' : <At at={on.seenUpTo} />}</td>
    </tr>
  )
}
