/** An event as a journal or a simulation tells it. */
export type Told = { readonly type: string; readonly sentence: string }

/**
 * Left out where a simulation is compared with a real run, because the two worlds differ there and the course of the
 * change does not:
 * - `hold-prolonged`: whether a hold has enough samples depends on how many of the users are on the canary;
 * - `hold-restarted`: a proxy that was not heard for a moment; the simulated ones are always heard.
 */
const LEFT_OUT: ReadonlySet<string> = new Set(['hold-prolonged', 'hold-restarted'])

/**
 * Who asked, what was printed, how much was seen by then, which rules of several fell silent in one breath: said in one
 * world, not in the other.
 */
const TYPE_ALONE: ReadonlySet<string> = new Set([
  'drafted',
  'requested',
  'scheduled',
  'acceptance-passed',
  'bake-reported',
  'evidence-missing',
  'evidence-returned',
  'window-opened',
])

/** Both worlds can say it, with what was measured taken out of its sentence; null for what is left out. */
export function comparable({ type, sentence }: Told): Told | null {
  if (LEFT_OUT.has(type)) return null
  return { type, sentence: TYPE_ALONE.has(type) ? '' : wordsOf(type, sentence) }
}

/** Weights stay, for they are the plan's; what was measured does not. */
function wordsOf(type: string, sentence: string): string {
  if (type === 'stage-entered' || type === 'hold-started') return sentence
  return sentence
    .replace(/[\d.,]+ %( of [\d,]+ samples)?/g, '#')
    .replace(/\(.*\)/g, '()')
    .replace(/[\d.]+ x stable \(\).*/gs, '# x stable')
    .replace(/no data for \S+ on \S+/, 'no data for # on #')
    .replace(/^([^:]* done).*$/s, '$1')
}
