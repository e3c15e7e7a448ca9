import { z } from 'zod'
import { list, text } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Captured } from '../state/baseline.ts'
import { changeEvent } from './define.ts'

type Found = Captured & { readonly signal: string; readonly target: string }

const found = exactly<Found>()(
  z.strictObject({
    signal: z.string(),
    target: z.string(),
    value: z.number(),
    seen: z.strictObject({ from: z.number(), to: z.number(), samples: z.number() }).exactOptional(),
  }),
)

/** Numbers that `baseline` means from then on. */
export const CAPTURE = {
  'capture-started': changeEvent({
    version: 1,
    data: { step: text },
    name: 'capture:started',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step }, { title }) => `${title(step)} begins`,
  }),
  'baseline-captured': changeEvent({
    version: 1,
    /** The target `*` stands for all: the plan states the number. */
    data: { step: text, found: list(found) },
    name: 'capture:baseline',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ found }) => `baseline: ${found.map(inWords).join('; ')}`,
  }),
}

function inWords({ signal, target, value, seen }: Found): string {
  const number = Number(value.toPrecision(6))
  return seen === undefined
    ? `${signal} ${number}, as the plan states`
    : `${signal} ${number} on ${target} (${seen.samples.toLocaleString('en-US')} samples from ${formatInstant(seen.from)} to ${formatInstant(seen.to)})`
}
