import type { TargetView } from '../../../src/read/records/target-view.ts'
import { modeSetWords, modeWords } from '../../../src/read/words/mode.ts'
import { useNow } from '../data/clock.ts'

/** What a target's proxies turn away, who set it and why, and what people read meanwhile. Nothing of a normal one. */
export function TargetMode({ target }: { target: Pick<TargetView, 'traffic' | 'settled'> }) {
  const now = useNow()
  const said = modeWords(target)
  if (said === null) return null
  const { traffic } = target
  const set = modeSetWords(traffic, undefined, now)
  return (
    <span className="target-mode">
      <span className={`tone-${said.tone}`}>{said.words}</span>
      {set === null ? null : <span className="sides">{set}</span>}
      {traffic.banner === null ? null : <q className="sides">{traffic.banner}</q>}
    </span>
  )
}
