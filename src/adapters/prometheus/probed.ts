import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'

export type ProbedSignal = {
  readonly name: string
  readonly bound: PrometheusSignalBinding
  readonly targets: readonly string[]
  /** What rules compare it with. */
  readonly bounds: readonly number[]
}

export type ExpressionKey = 'good' | 'bad' | 'sum' | 'total' | 'buckets' | 'query'

export type Remark = {
  readonly severity: 'error' | 'warning'
  readonly code: string
  readonly message: string
  readonly remedy: string
}
