import { count, text } from '../event/data.ts'
import { recordEvent } from '../event/record-event.ts'
import { type Desired, isLatched, weightOf } from './desired.ts'
import { modeInWords } from './mode.ts'
import { percent } from './percent.ts'
import { desiredSchema, trafficModeSchema } from './schema.ts'

/**
 * What happens to a target, in its stream `target/ENVIRONMENT/SERVICE`. Each carries the desired state that it
 * made.
 */
const desired = desiredSchema

export const targetNamed = recordEvent({
  type: 'named',
  version: 1,
  data: { desired },
  wakes: 'nobody',
  sentence: (data) => `a binding names it for the first time; ${inWords(data.desired)}`,
})

export const targetSplit = recordEvent({
  type: 'split',
  version: 1,
  data: { desired },
  wakes: 'nobody',
  sentence: (data, by) => `${by} orders: ${inWords(data.desired)}`,
})

export const targetAdopted = recordEvent({
  type: 'adopt',
  version: 1,
  data: { desired },
  wakes: 'nobody',
  sentence: (data, by) => `${by} makes ${data.desired.stable} stable; ${inWords(data.desired)}`,
})

/** Where a change set it, `because` is the step; null in what older versions wrote. */
export const targetModeSet = recordEvent({
  type: 'mode-set',
  version: 1,
  data: { mode: trafficModeSchema, because: text.nullable(), desired },
  wakes: 'nobody',
  sentence: ({ mode, because }, by) =>
    `${by} makes it ${modeInWords(mode)}${because === null ? '' : `: ${because}`}`,
})

export const targetLatched = recordEvent({
  type: 'latched',
  version: 1,
  data: { because: text, desired },
  wakes: 'nobody',
  sentence: ({ because }, by) => `closed and latched by ${by}: ${because}`,
})

/** Why a target is latched that was latched already: by a proxy past the server, or by somebody else. */
export const latchReason = recordEvent({
  type: 'latch-reason',
  version: 1,
  data: { because: text },
  wakes: 'nobody',
  sentence: ({ because }, by) => `latched already; ${by} says why: ${because}`,
})

export const targetReleased = recordEvent({
  type: 'released',
  version: 1,
  data: { because: text, desired },
  wakes: 'nobody',
  sentence: ({ because }, by) => `released by ${by}: ${because}`,
})

export const latchAdopted = recordEvent({
  type: 'latch-adopted',
  version: 1,
  data: { proxyGeneration: count, desired },
  wakes: 'nobody',
  sentence: ({ proxyGeneration }) =>
    `a proxy had latched itself at generation ${proxyGeneration}; its latch is kept`,
})

export const conflictFound = recordEvent({
  type: 'conflict-found',
  version: 1,
  data: { proxy: text, has: desiredSchema, desired },
  wakes: 'nobody',
  sentence: ({ proxy, has, desired }) =>
    `the proxy ${proxy} has what nobody ordered here: generation ${has.generation} with ${has.stable} as stable, beside ${desired.generation} with ${desired.stable}; a person has to decide`,
})

export const proxyAdopted = recordEvent({
  type: 'proxy-adopted',
  version: 1,
  data: { because: text, desired },
  wakes: 'nobody',
  sentence: ({ because, desired }, by) =>
    `${by} takes what the proxy says: ${desired.stable} is stable, ${inWords(desired)}: ${because}`,
})

export const proxyOverwritten = recordEvent({
  type: 'proxy-overwritten',
  version: 1,
  data: { because: text, desired },
  wakes: 'nobody',
  sentence: ({ because, desired }, by) =>
    `${by} overwrites the proxy: ${desired.stable} is stable, ${inWords(desired)}: ${because}`,
})

export const proxyDismissed = recordEvent({
  type: 'proxy-dismissed',
  version: 1,
  data: { proxy: text, because: text },
  wakes: 'nobody',
  sentence: ({ proxy, because }, by) =>
    `${by} writes off the proxy ${proxy}, which does not answer; nobody waits for it: ${because}`,
})

export const proxyReturned = recordEvent({
  type: 'proxy-returned',
  version: 1,
  data: { proxy: text },
  wakes: 'nobody',
  sentence: ({ proxy }) => `the proxy ${proxy}, which was written off, answers again and counts again`,
})

export const TARGET_EVENTS = {
  [targetNamed.type]: targetNamed,
  [targetSplit.type]: targetSplit,
  [targetAdopted.type]: targetAdopted,
  [targetModeSet.type]: targetModeSet,
  [targetLatched.type]: targetLatched,
  [latchReason.type]: latchReason,
  [targetReleased.type]: targetReleased,
  [latchAdopted.type]: latchAdopted,
  [conflictFound.type]: conflictFound,
  [proxyAdopted.type]: proxyAdopted,
  [proxyOverwritten.type]: proxyOverwritten,
  [proxyDismissed.type]: proxyDismissed,
  [proxyReturned.type]: proxyReturned,
}

function inWords({ split, mode }: Desired): string {
  const restricted = mode === undefined ? '' : `, ${modeInWords(mode)}`
  if (split.mode === 'open') return `${percent(weightOf(split))} to the canary${restricted}`
  return `${isLatched(split) ? 'closed and latched' : 'closed'}${restricted}`
}
