import { isCounting } from '../drilling/drill-watches.ts'
import type { Change } from '../state/change.ts'
import { isVerifying } from './verification.ts'

/** Something is measured beside a change that has ended: who waits for the end of the change waits for this too. */
export const isMeasuredBeside = (change: Change): boolean => isVerifying(change) || isCounting(change)
