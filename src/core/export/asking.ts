import type { SeriesLabels } from '../binding/signal-binding.ts'
import { type CountingRhythm, windowMs } from '../signal/counting-window.ts'
import type { Millis } from '../time/instant.ts'
import { promDuration, promReplacement } from './prom-text.ts'

/** How the parts of a signal are asked for: over which span, and of whom. Each answer is an operand of PromQL. */
export type Asking = {
  /** What an expression has counted, as whole numbers; `by`: apart by this label too. */
  counted(query: string, by?: string): string
  /** The same without making it whole. */
  summed(query: string, by?: string): string
  averaged(query: string): string
  /** How often an expression has said something. */
  readings(query: string): string
  /** For how many seconds it did. */
  seconds(query: string): string
  /** Something where an expression says anything at all, of any target. */
  anything(query: string): string
  /** Its largest number. */
  most(expression: string): string
}

/**
 * Whose numbers are asked for. `sides`: of each side for itself, where nobody outside the server knows which of them is
 * the canary. `everybody`: of the whole target.
 */
export type Whose = 'canary' | 'stable' | 'sides' | 'everybody'

export type Look = {
  readonly labels: SeriesLabels
  readonly targets: readonly string[]
  readonly whose: Whose
  /** Of the change; what `${VERSION}` stands for. */
  readonly version: string
  readonly spanMs: Millis
  readonly rhythm: CountingRhythm & { readonly lagMs: Millis }
  /** Every series of this label for itself. */
  readonly each?: string
  /** So long before now. */
  readonly agoMs?: Millis
}

/** More measurements than these are not made of one span: each of them is then about a longer interval. */
const STEPS_MAX = 300

type Steps = { readonly stepMs: Millis; readonly count: number; readonly times: number }

/** How a span is cut into the intervals that the source is asked about, as the server cuts it. */
export function stepsOf({ spanMs, rhythm: { intervalMs } }: Pick<Look, 'spanMs' | 'rhythm'>): Steps {
  const times = Math.max(1, Math.ceil(spanMs / intervalMs / STEPS_MAX))
  const stepMs = times * intervalMs
  return { stepMs, times, count: Math.max(1, Math.floor(spanMs / stepMs)) }
}

/**
 * The binding's own expressions at the very moments at which the server asks for them: at multiples of the interval up
 * to the last that is complete. A range one millisecond shorter than the span holds each of its measurements once, in
 * Prometheus 2, whose ranges include both ends, as in 3.
 */
export function askingOf(look: Look): Asking {
  const { rhythm, agoMs = 0 } = look
  const { stepMs, count, times } = stepsOf(look)
  const window = { intervalMs: stepMs, scrapeMs: rhythm.scrapeMs }
  const range = `[${promDuration(count * stepMs - 1)}:${promDuration(stepMs)}]`
  const offset = `offset ${promDuration(rhythm.lagMs + agoMs)}`
  const over = (how: string, query: string) =>
    `${how}_over_time((${inside(query, promDuration(windowMs(window)))})${range} ${offset})`
  const summed = (query: string, by?: string) => kept(look, 'sum', over('sum', query), by)
  const [own, whole] = [stepMs / 1_000, windowMs(window) / 1_000]
  return {
    counted: (query, by) => `round(${summed(query, by)} * ${own} / ${whole})`,
    summed: (query, by) => `(${summed(query, by)} * ${own} / ${whole})`,
    averaged: (query) => kept(look, 'sum', over('avg', query)),
    readings: (query) => `${kept(look, 'max', over('count', query))}${times === 1 ? '' : ` * ${times}`}`,
    seconds: (query) => `(${kept(look, 'max', over('count', query))} * ${own})`,
    anything: (query) => `count(${over('count', query)})`,
    most: (expression) => `max by (${keptLabels(look).join(', ')}) (${expression})`,
  }
}

/** With its window, in PromQL; a comment at its end swallows nothing of what follows. */
export function inside(query: string, window: string): string {
  const filled = query.trim().replaceAll('${WINDOW}', () => window)
  return filled.includes('#') ? `${filled}\n` : filled
}

/** The labels of what is asked for. */
export function keptLabels({
  labels,
  whose,
  each,
}: Pick<Look, 'labels' | 'whose' | 'each'>): readonly string[] {
  return [labels.target, ...(whose === 'sides' ? [labels.arm] : []), ...(each === undefined ? [] : [each])]
}

function kept(look: Look, how: 'sum' | 'max', expression: string, by?: string): string {
  const names = [...keptLabels(look), ...(by === undefined ? [] : [by])]
  return `${how} by (${names.join(', ')}) (${whoseOf(look, expression)})`
}

/** PromQL filters an expression by its labels only by joining it with what has these labels. */
function whoseOf(
  { labels: { target, arm, words }, targets, whose, version }: Look,
  expression: string,
): string {
  const ours = (slot?: string) => {
    const named = targets.map((name) => labelled('vector(1)', target, name))
    return anyOf(slot === undefined ? named : named.map((one) => labelled(one, arm, slot)))
  }
  const called = (slot: string) => ours(slot.replaceAll('${VERSION}', () => version))
  const of = (slot: string) => `${expression} and on (${target}, ${arm}) ${called(slot)}`
  switch (whose) {
    case 'sides':
    case 'everybody':
      return `${expression} and on (${target}) ${ours()}`
    case 'canary':
      return of(words?.canary ?? 'canary')
    case 'stable':
      if (words?.stable !== null) return of(words?.stable ?? 'stable')
      return `${expression} and on (${target}) ${ours()} unless on (${target}, ${arm}) ${called(words.canary)}`
  }
}

/** A series of the value 1 for each target. */
export const targetsVector = ({ labels, targets }: Pick<Look, 'labels' | 'targets'>): string =>
  anyOf(targets.map((name) => labelled('vector(1)', labels.target, name)))

const anyOf = (vectors: readonly string[]): string =>
  vectors.length === 1 ? (vectors[0] as string) : `(${vectors.join(' or ')})`

const labelled = (expression: string, label: string, value: string): string =>
  `label_replace(${expression}, "${label}", ${promReplacement(value)}, "", "")`
