import type { LoopView } from '../../../../src/read/records/server-view.ts'
import { loopWords, needsLook } from '../../../../src/read/words/loop.ts'
import { span } from '../../../../src/read/words/time.ts'
import type { Tone } from '../../../../src/read/words/tone.ts'
import { useNow } from '../../data/clock.ts'
import { FromNow } from '../../parts/time.tsx'

export function LoopRows({ loops, caption }: { loops: readonly LoopView[]; caption: string }) {
  return (
    <ul className="change-rows loop-rows" aria-label={caption}>
      {loops.map((loop) => (
        <LoopRow key={`${loop.name} ${loop.of}`} loop={loop} />
      ))}
    </ul>
  )
}

const TONES: Readonly<Record<LoopView['state'], Tone>> = {
  starting: 'quiet',
  working: 'good',
  failing: 'bad',
  standing: 'bad',
}

function LoopRow({ loop }: { loop: LoopView }) {
  const { name, of, purpose, state, remedy, lastSucceededAt } = loop
  const now = useNow()
  return (
    <li className="loop-row">
      <span>
        <span className={`badge tone-${TONES[state]}`}>{state}</span>
      </span>
      <span className="change-row-what">
        <span className="change-row-title">
          {name}
          {of === null ? null : <span className="loop-of"> of {of}</span>}
        </span>
        <span className="change-row-doing">{purpose}</span>
        {needsLook(loop) ? (
          <span className="loop-trouble">
            It {loopWords(loop, now)}. <strong>{remedy}</strong>
          </span>
        ) : null}
      </span>
      <span className="loop-pace">{paceOf(loop)}</span>
      <span className="loop-pace">
        {lastSucceededAt === null ? (
          'no round has gone well yet'
        ) : (
          <>
            worked <FromNow at={lastSucceededAt} />
            {loop.lastMs === null ? null : `, in ${inMs(loop.lastMs)}`}
          </>
        )}
      </span>
    </li>
  )
}

const paceOf = ({ everyMs, wokenBy }: LoopView): string =>
  `every ${everyMs < 1_000 ? inMs(everyMs) : span(everyMs)}${wokenBy === null ? '' : `, sooner after ${wokenBy}`}`

const inMs = (ms: number): string =>
  ms < 1 ? 'less than 1 ms' : ms < 1_000 ? `${Math.round(ms)} ms` : span(ms)
