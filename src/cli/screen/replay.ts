import type { CountsIn, ExplainedStep } from '../../core/backtest/explain.ts'
import type { Verdict } from '../../core/judge/verdict.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formatInstant } from '../../core/time/instant.ts'
import type { Tone } from '../../read/words/tone.ts'
import { type Frame, toned } from './frame.ts'
import { plain } from './text.ts'

const TONES: Readonly<Record<Verdict, Tone>> = {
  worse: 'bad',
  'no-worse': 'good',
  inconclusive: 'plain',
  'no-data': 'wait',
  'assumption-violated': 'wait',
}

/** An evaluation a block: its moment and verdict with what came in, and below it why. */
export function drawReplay(steps: readonly ExplainedStep[], shape: SignalShape, { paint }: Frame): string {
  return steps
    .map((step) => {
      const { at, canary, stable, verdict, test, why } = step
      const sides = [
        `canary ${counts(canary, shape)}`,
        ...(stable === null && test === null ? [] : [`stable ${counts(stable, shape)}`]),
        ...(test === null ? [] : [testWords(test)]),
      ]
      const head = `${paint.dim(formatInstant(at).slice(0, 19))}Z  ${toned(paint, TONES[verdict], verdict)}  ${sides.join('; ')}`
      return `${head}\n  ${plain(why)}`
    })
    .join('\n')
}

const counts = (one: CountsIn | null, shape: SignalShape): string =>
  one === null
    ? 'not measured'
    : `${Math.round(one.total).toLocaleString('en-US')}${one.value === null ? '' : ` at ${formatValue(shape, one.value)}`}`

function testWords({
  logRatio,
  evidence,
  wanted,
  ratio,
  low,
  high,
}: NonNullable<ExplainedStep['test']>): string {
  const interval = `${low === null ? 'open' : two(low)} to ${high === null ? 'open' : two(high)}`
  const found = ratio === null ? '' : `, ratio ${two(ratio)} (${interval})`
  return `log ratio ${logRatio < 0 ? '' : '+'}${two(logRatio)}, evidence ln ${two(evidence)} of ${two(wanted)}${found}`
}

const two = (value: number): string => value.toFixed(2)
