import type { RolloutView } from '../../../../src/read/progress/rollout-view.ts'
import { weightFlagWords } from '../../../../src/read/words/weight-flag.ts'
import { useNow } from '../../data/clock.ts'
import { unbroken } from '../../parts/format.ts'

/** The flag that tells services the weight, beside what they get. */
export function WeightFlag({ rollout }: { rollout: RolloutView }) {
  const now = useNow()
  if (rollout.weightFlag === null) return null
  const { words, tone } = weightFlagWords(rollout.weightFlag, rollout, now)
  return (
    <p className="weight-flag">
      <span className="soft">Flag</span> <code>{rollout.weightFlag.flag}</code>{' '}
      <span className={`tone-${tone}`}>{unbroken(words)}</span>
    </p>
  )
}
