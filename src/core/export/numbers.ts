import type { PrometheusSignalBinding } from '../binding/signal-binding.ts'
import { askingOf, type Look } from './asking.ts'
import { promDuration } from './prom-text.ts'
import type { RecordingRule } from './rule-file.ts'
import { samplesOf, signalValue } from './signal-value.ts'

/** A signal, and over what and of whom it is looked at. */
export type Looked = {
  readonly signal: string
  readonly bound: PrometheusSignalBinding
  readonly look: Look
}

/**
 * The numbers that rules compare, each recorded once under a name of its own: three levels of one signal compare one
 * number, and an alert reads as the plan says it.
 */
export type Numbers = {
  /** The name of a recorded value. */
  value(looked: Looked): string
  /** The name of how many samples it is made of. */
  samples(looked: Looked): string
  recorded(): readonly RecordingRule[]
}

export function numbersOf(...prefix: readonly string[]): Numbers {
  const known = new Map<string, string>()
  const record = (what: string, { signal, look }: Looked, expr: string): string => {
    const ago = look.agoMs === undefined ? '' : `_ago_${promDuration(look.agoMs)}`
    const by = look.each === undefined ? '' : `_by_${look.each}`
    const of = [...prefix, signal, look.whose, `${what}_${promDuration(look.spanMs)}${ago}${by}`]
    const name = ['cutwater', ...of].map(inName).join(':')
    for (let n = 1; ; n += 1) {
      const own = n === 1 ? name : `${name}_${n}`
      const there = known.get(own)
      if (there === undefined) known.set(own, expr)
      if (there === undefined || there === expr) return own
    }
  }
  return {
    value: (looked) => record('value', looked, signalValue(looked.bound, askingOf(looked.look))),
    samples: (looked) => record('samples', looked, samplesOf(looked.bound, askingOf(looked.look))),
    recorded: () => [...known].map(([name, expr]) => ({ record: name, expr })),
  }
}

const inName = (word: string): string => word.replaceAll(/[^A-Za-z0-9_]/g, '_')
