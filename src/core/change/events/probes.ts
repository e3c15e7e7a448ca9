import { z } from 'zod'
import { count, list, text, time } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import type { ProbeWord } from '../../probe/answer.ts'
import type { ProbeKind } from '../../probe/probe.ts'
import { probeKindSchema, probeWordSchema } from '../../probe/schema.ts'
import { consequence, failedWords, probeWords } from '../../probe/words.ts'
import { outputsSchema } from '../../runbook/value-schema.ts'
import { formatInstant } from '../../time/instant.ts'
import { sideSchema } from '../../traffic/schema.ts'
import { changeEvent } from './define.ts'

/** `times`: how many answers in a row have made it so. `was`: absent before it came to its first word. */
export type ProbeChange = {
  readonly kind: ProbeKind
  readonly path: string
  readonly was?: ProbeWord
  readonly now: ProbeWord
  readonly times: number
  readonly says: string
}

const probeChange = exactly<ProbeChange>()(
  z.strictObject({
    kind: probeKindSchema,
    path: z.string(),
    was: probeWordSchema.exactOptional(),
    now: probeWordSchema,
    times: z.number(),
    says: z.string(),
  }),
)

const quiet = { keeper: 'run', turns: false, orders: false, moves: false } as const

/** What the sides that a change has deployed say of themselves; journaled when it changes. */
export const PROBES = {
  /** The version is there, and has yet to start: its deploy is over when its startup probe is well. */
  'step-starting': changeEvent({
    ...quiet,
    version: 1,
    data: { step: text, attempt: count, outputs: outputsSchema, evidence: text },
    name: 'deploy:starting',
    wakes: 'notify',
    sentence: ({ step, evidence }, { title }) =>
      `${title(step)}: deployed, waits until it has started: ${evidence}`,
  }),
  'probing-started': changeEvent({
    ...quiet,
    version: 1,
    data: { target: text, side: sideSchema },
    name: 'probe:started',
    wakes: 'notify',
    sentence: ({ target, side }) => `${target} (${side}) is asked from now on how it is`,
  }),
  'probes-changed': changeEvent({
    ...quiet,
    version: 1,
    data: { target: text, side: sideSchema, changes: list(probeChange) },
    name: 'probe:changed',
    // What fails a deploy or trips a guard pages by what follows from it.
    wakes: ({ changes }) =>
      changes.some(({ kind, was, now }) => kind === 'ready' && was === 'well' && now === 'failing')
        ? 'page'
        : 'notify',
    sentence: ({ target, side, changes }) => changesInWords(`${target} (${side})`, changes),
  }),
  'probes-silent': changeEvent({
    ...quiet,
    version: 1,
    data: { target: text, side: sideSchema, since: time },
    name: 'probe:silent',
    wakes: 'page',
    sentence: ({ target, side, since }) =>
      `NOT ASKED: nobody has asked ${target} (${side}) how it is since ${formatInstant(since)}; it takes no new weight until somebody does`,
  }),
  'probes-heard': changeEvent({
    ...quiet,
    version: 1,
    data: { target: text, side: sideSchema },
    name: 'probe:heard',
    wakes: 'notify',
    sentence: ({ target, side }) => `${target} (${side}) is asked again how it is`,
  }),
}

/** Those that are well are named together. */
function changesInWords(side: string, changes: readonly ProbeChange[]): string {
  const well = changes.filter(({ now }) => now === 'well')
  const failing = changes.filter(({ now }) => now === 'failing')
  const ready = well.find(({ kind }) => kind === 'ready')
  const then = ready === undefined ? null : consequence('ready', 'well')
  const good = `${well.map(probeWords).join(', ')} ${well.length === 1 ? 'is' : 'are'} well`
  return [
    ...failing.map(
      (one) =>
        `${LOUD[one.kind]}: ${probeWords(one)} of ${side} is ${failedWords(one.times, one.says)}; ${consequence(one.kind, 'failing')}`,
    ),
    ...(well.length === 0 ? [] : [`${side}: ${good}${then === null ? '' : `; ${then}`}`]),
  ].join('; ')
}

const LOUD: Readonly<Record<ProbeKind, string>> = {
  startup: 'NOT STARTED',
  live: 'NOT ALIVE',
  ready: 'NOT READY',
  critical: 'NOT WELL',
  shown: 'NOT WELL',
}
