/** What every step has. */
export type StepBase = {
  readonly id: string
  readonly title: string
  /** Every one of these must be done (or left out) first. */
  readonly after: readonly string[]
}
