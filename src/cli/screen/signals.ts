import { KINDS } from '../../core/signal/shape.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { MeasuredNow, SignalNow, SignalsView } from '../../read/signals/signals-view.ts'
import { span } from '../../read/words/time.ts'
import { type Frame, toned } from './frame.ts'
import { pad, plain, wrap } from './text.ts'

/** What a plan compares each signal with; null: every signal of the environment is shown. */
export type Compared = ReadonlyMap<string, readonly number[]> | null

/** Signals, a block each: what it is and who measures it, then both sides of each target. */
export function drawSignals(
  { signals, environment, at }: SignalsView,
  compared: Compared,
  frame: Frame,
): string {
  const shown = signals.filter(({ signal }) => compared === null || compared.has(signal))
  const missing = [...(compared?.keys() ?? [])].filter(
    (name) => !signals.some(({ signal }) => signal === name),
  )
  const blocks = [
    ...shown.map((signal) => block(signal, compared?.get(signal.signal) ?? [], Date.parse(at), frame)),
    ...missing.map(
      (name) =>
        `${frame.paint.bold(plain(name))}\n  ${frame.paint.red(`nobody measures it in ${environment}`)}`,
    ),
  ]
  return blocks.length === 0 ? `the binding of ${environment} has no signals` : blocks.join('\n\n')
}

function block(
  { signal, shape, slo, source, overMs, targets }: SignalNow,
  bounds: readonly number[],
  now: number,
  frame: Frame,
): string {
  const { paint, columns } = frame
  const facts = [
    `${shape.kind}, ${shape.direction} is worse`,
    ...(slo === null ? [] : [`slo ${formatValue(shape, slo)}`]),
    ...(bounds.length === 0
      ? []
      : [`compared with ${bounds.map((bound) => formatValue(shape, bound)).join(', ')}`]),
    `over ${formatDuration(overMs)}`,
    `by ${plain(source)}`,
  ]
  const width = Math.max(0, ...targets.map(({ target }) => target.length))
  const lines = targets.flatMap(({ target, stable, canary }) =>
    (
      [
        ['stable', stable],
        ['canary', canary],
      ] as const
    ).flatMap(([slot, measured]) => {
      const head = `  ${pad(slot === 'stable' ? plain(target) : '', width)}  ${slot}  `
      const [first = '', ...rest] = wrap(said(measured, shape, now), Math.max(20, columns - head.length))
      const tone = measured.value === null ? 'wait' : 'plain'
      return [first, ...rest].map(
        (words, i) => `${i === 0 ? head : ' '.repeat(head.length)}${toned(paint, tone, words)}`,
      )
    }),
  )
  return [`${paint.bold(plain(signal))}  ${paint.dim(facts.join('; '))}`, ...lines].join('\n')
}

function said({ value, samples, upTo, why }: MeasuredNow, shape: SignalNow['shape'], now: number): string {
  const age = upTo === null ? '' : `${span(Math.max(0, now - Date.parse(upTo)))} ago`
  if (value === null)
    return plain([`no data: ${why ?? 'the reason is not known'}`, age].filter(Boolean).join(', '))
  return `${formatValue(shape, value)}  ${counted(samples, KINDS[shape.kind].samples)}, ${age}`
}

const counted = (samples: number, name: string): string =>
  `${Math.round(samples)} ${Math.round(samples) === 1 ? name.slice(0, -1) : name}`
