import { z } from 'zod'
import { list, text, time } from '../../event/data.ts'
import { formatHeld, formatMeasure } from '../../judge/words.ts'
import { formatDuration } from '../../time/duration.ts'
import type { GateEvidence } from '../state/gate-evidence.ts'
import { gateEvidenceSchema } from '../state/schema.ts'
import { changeEvent } from './define.ts'

const gates = list(gateEvidenceSchema)

/** Watching without moving traffic. */
export const BAKE = {
  'bake-started': changeEvent({
    version: 1,
    /** What is judged on each target: its canary, or what serves everyone. */
    data: { step: text, slots: z.record(text, z.enum(['canary', 'stable'])) },
    name: 'bake:started',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step }, { title }) => `${title(step)} begins`,
  }),
  'bake-reported': changeEvent({
    version: 1,
    data: { step: text, heldMs: time, gates },
    name: 'bake:reported',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, heldMs, gates }, { title }) =>
      `${title(step)}: ${formatDuration(heldMs)} seen${seen(gates)}`,
  }),
  /** Its time is up, and these gates neither let it end nor send the change back. */
  'bake-prolonged': changeEvent({
    version: 1,
    data: { step: text, gates },
    name: 'bake:prolonged',
    wakes: 'page',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, gates }, { title }) =>
      `WAITING: ${title(step)} is over, and ${gates.map((g) => `${g.gate} on ${g.target} has ${formatMeasure(g.evidence)}`).join(', ')}; wait, or abort`,
  }),
  'bake-passed': changeEvent({
    version: 1,
    data: { step: text, gates },
    name: 'bake:passed',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, gates }, { title }) => `${title(step)} passed${seen(gates)}`,
  }),
}

/** `; wix 99.94 %, gamma 99.90 %`. */
const seen = (gates: readonly GateEvidence[]): string => (gates.length === 0 ? '' : `; ${formatHeld(gates)}`)
