/** A rule of Prometheus that alerts, as its rule files write it. */
export type AlertRule = {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** A number that is computed at each evaluation, and that alerts call by its name. */
export type RecordingRule = { readonly record: string; readonly expr: string }

export type RuleFile = {
  readonly name: string
  /** How often it is evaluated: as often as the source measures. */
  readonly interval: string
  /** In this order: what is recorded comes before what compares it. */
  readonly recorded: readonly RecordingRule[]
  readonly alerts: readonly AlertRule[]
  /** What could not be said, and what is said by other means: a sentence each. */
  readonly remarks: readonly string[]
}
