import type { Fault } from '../../core/journal/fault.ts'

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
      const missing =
        fault.from === fault.to ? `checkpoint ${fault.from}` : `checkpoints ${fault.from} to ${fault.to}`
      const harmless = 'if a server was killed just after it had made one, a running server exports it'
      return `the ${fault.copy} lacks ${missing}${fault.copy === 'sink' ? `; ${harmless}` : ''}`
    }
    case 'checkpoint-edited':
      return `checkpoint ${fault.n} in the ${fault.copy} was edited: it is not what was hashed`
    case 'checkpoint-unchained':
      return `checkpoint ${fault.n} in the ${fault.copy} does not follow from the one before it`
    case 'bad-signature':
      return `checkpoint ${fault.n} in the ${fault.copy} has a signature that is not the pinned key's`
    case 'wrong-key':
      return `checkpoint ${fault.n} in the ${fault.copy} was signed with the key ${fault.key}, not the pinned one; if another server signs as well, pin its public key too`
    case 'checkpoints-differ':
      return `checkpoint ${fault.n} is not the same in the table and in the sink`
  }
}
