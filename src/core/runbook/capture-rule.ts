import type { Gate } from '../judge/rule.ts'

/** What is measured for a baseline: a rule that any number satisfies, over the whole of what is looked at. */
export const captureRule = (signal: string): Gate => ({
  kind: 'gate',
  id: `capture-${signal}`,
  signal,
  bound: { op: 'at-least', value: -Number.MAX_VALUE },
  form: { form: 'over', span: 'hold' },
  minSamples: 1,
  noData: { afterMs: 0, then: 'hold' },
  otherwise: 'hold',
})
