import type { Checkpoint } from '../../core/journal/entry.ts'
import type { Fault, Known } from '../../core/journal/fault.ts'
import { formatInstant } from '../../core/time/instant.ts'

/** What is wrong with a journal, for the person who has to find out who did it. */
export function faultWords(fault: Fault): string {
  switch (fault.fault) {
    case 'entry-edited':
      return `${fault.stream} entry ${fault.seq} was edited: it is not what was hashed`
    case 'chain-broken':
      return `${fault.stream} entry ${fault.seq} does not follow from the one before it`
    case 'entry-rewritten':
      return `${fault.stream} entry ${fault.seq} was rewritten: checkpoint ${fault.checkpoint} pinned another`
    case 'entries-missing':
      return `${fault.stream} lacks ${fault.from === fault.to ? `entry ${fault.from}` : `entries ${fault.from} to ${fault.to}`}`
    case 'out-of-order':
      return `${fault.stream} entry ${fault.seq} comes after entry ${fault.after}`
    case 'tail-cut':
      return `${fault.stream} was cut off: it has ${fault.have} entries where a checkpoint saw ${fault.expected}`
    case 'checkpoints-missing': {
      const harmless = 'if a server was killed just after it had made one, a running server exports it'
      return `the ${fault.copy} lacks ${checkpointsOf(fault)}${fault.copy === 'sink' ? `; ${harmless}` : ''}`
    }
    case 'checkpoint-edited':
      return `checkpoint ${fault.n} in the ${fault.copy} was edited: it is not what was hashed`
    case 'checkpoint-unchained':
      return `checkpoint ${fault.n} in the ${fault.copy} does not follow from the one before it`
    case 'bad-signature':
      return `checkpoint ${fault.n} in the ${fault.copy} has a signature that is not the pinned key's`
    case 'wrong-key':
      return `checkpoint ${fault.n} in the ${fault.copy} was signed with the key ${fault.key}, not the pinned one; if another server signs as well, pin its public key too`
    case 'unpinned': {
      const entries = fault.from === fault.to ? `entry ${fault.from}` : `entries ${fault.from} to ${fault.to}`
      return (
        `${fault.stream} ${entries} have no checkpoint, though the oldest was written at ` +
        `${formatInstant(fault.since)}: checkpoints were deleted, or no server signs them (cutwater doctor)`
      )
    }
    case 'head-missing':
      return `${KNOWN[fault.known]} ${fault.n} is neither in the table nor in the sink`
    case 'head-differs':
      return `${KNOWN[fault.known]} ${fault.n} is another one here`
    case 'head-set-aside':
      return `checkpoint ${fault.n}, which was expected, was set aside when checkpoint ${fault.by} resumed the journal`
    case 'checkpoints-differ':
      return `checkpoint ${fault.n} is not the same in the table and in the sink`
    case 'sink-differs':
      return `the sink ${fault.sink} has ${checkpointsOf(fault)} as another history: the journal was rewritten, or another server writes there`
    case 'sink-knows-more':
      return `the sink ${fault.sink} has ${checkpointsOf(fault)}, and the journal has not: its end was taken away, or a backup was restored`
    case 'sink-lacks':
      return `the sink ${fault.sink} lacks ${checkpointsOf(fault)}, though it has later ones: somebody took away or hid what it had`
    case 'sink-behind':
      return `the sink ${fault.sink} was not given ${checkpointsOf(fault)}, though that is long ago: cutwater doctor says why`
    case 'sink-unread':
      return `the sink ${fault.sink} cannot be read back, so nothing was compared with it: ${fault.because}`
  }
}

const checkpointsOf = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  from === to ? `checkpoint ${from}` : `checkpoints ${from} to ${to}`

const KNOWN: Readonly<Record<Known, string>> = {
  given: 'the expected checkpoint',
  key: 'the last checkpoint that the key here has signed,',
}

/** What a person said of a checkpoint that took up again what had broken off. */
export function resumedWords({ n, at, resumes }: Checkpoint): string {
  if (resumes == null) return `checkpoint ${n} was signed as usual`
  const { after, by, because } = resumes
  const aside =
    after + 1 < n
      ? `; ${after + 2 < n ? `checkpoints ${after + 1} to ${n - 1}` : `checkpoint ${n - 1}`}, where there were any, are set aside`
      : ''
  return `checkpoint ${n} resumed the journal after checkpoint ${after} on ${formatInstant(at)}, by ${by}: ${because}${aside}`
}
