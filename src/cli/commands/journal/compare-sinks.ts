import type { ReadBack } from '../../../compose/read-sinks.ts'
import { headText } from '../../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../../core/journal/entry.ts'
import type { Fault } from '../../../core/journal/fault.ts'
import { compareHeads } from '../../../core/journal/sinks/compare-heads.ts'
import type { Instant } from '../../../core/time/instant.ts'

export type SinkReport = {
  readonly name: string
  /** One that it has twice, as two servers may have given it, counts once. Null where it has no list. */
  readonly checkpoints: number | null
  readonly end: number | null
  readonly behind: number | null
}

export type Compared = { readonly faults: readonly Fault[]; readonly sinks: readonly SinkReport[] }

export function compareSinks(
  read: readonly ReadBack[],
  journal: {
    readonly table: readonly Checkpoint[]
    readonly ours: readonly Checkpoint[]
    readonly at: Instant | null
  },
): Compared {
  const compared = read.map((one) => comparedWith(one, journal))
  return {
    faults: compared.flatMap(({ faults }) => faults),
    sinks: compared.flatMap(({ sinks }) => sinks),
  }
}

function comparedWith(one: ReadBack, journal: Parameters<typeof compareSinks>[1]): Compared {
  const unknown = { name: one.sink, checkpoints: null, end: null, behind: null }
  switch (one.read) {
    case 'unreadable':
      return { faults: [], sinks: [unknown] }
    case 'failed':
      return { faults: [{ fault: 'sink-unread', sink: one.sink, because: one.because }], sinks: [unknown] }
    case 'heads': {
      const { faults, end, behind } = compareHeads(one, journal)
      const checkpoints = new Set(one.heads.map(headText)).size
      return { faults, sinks: [{ name: one.sink, checkpoints, end, behind }] }
    }
  }
}

/** One line on each, for people. */
export function sinkLine({ name, checkpoints, end, behind }: SinkReport): string {
  if (checkpoints === null) return `sink ${name}: not compared`
  const counted = checkpoints === 1 ? 'one checkpoint' : `${checkpoints} checkpoints`
  if (end === 0) return `sink ${name}: it has none yet`
  return `sink ${name}: ${counted}, up to ${end}${behind === null || behind === 0 ? '' : `; ${behind} behind`}`
}
