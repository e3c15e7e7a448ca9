import type { Asked } from '../../../runtime/change/ask-change.ts'

/** A change refuses no kill; under a key that it answered before, that answer stands. */
export const killAnswer = ({ asked }: Asked): 'accepted' | 'pending' =>
  asked === 'pending' ? 'pending' : 'accepted'
