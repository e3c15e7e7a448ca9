import { windowMs } from '../signal/counting-window.ts'
import { type Asking, inside, keptLabels, type Look } from './asking.ts'
import { promDuration } from './prom-text.ts'

/** As wide as a point of the chart; Grafana fills it in. */
const POINT = '$__rate_interval'

/**
 * The binding's own expressions for a chart: of the target that the reader has chosen, and of each of its sides for
 * itself. What is counted per second, or within a span, needs a window whose length is known.
 */
export function boardAsking(look: Look, { isCount }: { readonly isCount: boolean }): Asking {
  const { target } = look.labels
  const chosen = `label_replace(vector(1), "${target}", "$target", "", "")`
  const window = windowMs({ intervalMs: look.spanMs, scrapeMs: look.rhythm.scrapeMs })
  const filled = (query: string) => inside(query, isCount ? promDuration(window) : POINT)
  const kept = (query: string, by?: string) => {
    const names = [...keptLabels(look), ...(by === undefined ? [] : [by])]
    return `sum by (${names.join(', ')}) ((${filled(query)}) and on (${target}) ${chosen})`
  }
  // Of a window that holds one scrape more than the span, as much as the span is.
  const spanned = (query: string, by?: string) =>
    isCount ? `(${kept(query, by)} * ${look.spanMs / 1_000} / ${window / 1_000})` : kept(query, by)
  return {
    counted: spanned,
    summed: spanned,
    averaged: (query) => kept(query),
    readings: (query) => `count by (${keptLabels(look).join(', ')}) (${kept(query)})`,
    seconds: () => `${look.spanMs / 1_000}`,
    anything: (query) => `count(${filled(query)})`,
    most: (expression) => `max by (${keptLabels(look).join(', ')}) (${expression})`,
  }
}
