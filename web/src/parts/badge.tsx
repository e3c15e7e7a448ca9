import type { Status } from '../../../src/core/change/change.ts'
import { STATUS_TONES } from './tone.ts'

export function Badge({ status }: { status: Status }) {
  return <span className={`badge tone-${STATUS_TONES[status]}`}>{status.replace('-', ' ')}</span>
}
