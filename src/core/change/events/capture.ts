import { z } from 'zod'
import { list, text, time } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Found, FoundNumber } from '../state/baseline.ts'
import { changeEvent } from './define.ts'

const of = { signal: z.string(), target: z.string() }
const foundNumber = exactly<FoundNumber>()(
  z.strictObject({
    ...of,
    value: z.number(),
    seen: z.strictObject({ from: z.number(), to: z.number(), samples: z.number() }).exactOptional(),
  }),
)
const found = exactly<Found>()(z.union([foundNumber, z.strictObject({ ...of, lastWeek: z.literal(true) })]))

/** Numbers that `baseline` and `recent` mean from then on. */
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
    /**
     * The target `*` stands for all: the plan states the number. `name`: under which later changes find it. `from`: an
     * earlier change has kept it. A signal with `lastWeek` has no number: it is read a week before each evaluation.
     */
    data: {
      step: text,
      found: list(found),
      name: text.exactOptional(),
      from: z.strictObject({ name: text, change: text, at: time }).exactOptional(),
    },
    name: 'capture:baseline',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: true,
    moves: false,
    sentence: ({ found, name, from }) => {
      const kept = name === undefined ? '' : `, kept as ${name} for later changes`
      const of =
        from === undefined ? '' : ` ${from.name}, kept by ${from.change} at ${formatInstant(from.at)}`
      return `baseline${of}: ${found.map(inWords).join('; ')}${kept}`
    },
  }),
  'recent-measured': changeEvent({
    version: 1,
    data: { found: list(foundNumber) },
    name: 'capture:recent',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ found }) => `recent: ${found.map(inWords).join('; ')}`,
  }),
}

function inWords(found: Found): string {
  const { signal, target } = found
  if ('lastWeek' in found) return `${signal} on ${target} as it was a week before, each time`
  const { value, seen } = found
  const number = Number(value.toPrecision(6))
  return seen === undefined
    ? `${signal} ${number}, as the plan states`
    : `${signal} ${number} on ${target} (${seen.samples.toLocaleString('en-US')} samples from ${formatInstant(seen.from)} to ${formatInstant(seen.to)})`
}
