import type { Status } from '../../../src/core/change/state/change.ts'
import { STATUS_TONES, statusWords } from '../../../src/read/words/tone.ts'

export function Badge({ status }: { status: Status }) {
  return <span className={`badge tone-${STATUS_TONES[status]}`}>{statusWords(status)}</span>
}
