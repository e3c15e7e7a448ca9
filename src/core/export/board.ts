import type { Direction } from '../signal/shape.ts'
import type { Measure } from '../signal/unit.ts'
import type { Millis } from '../time/instant.ts'

/** A dashboard, before anybody draws it. */
export type Board = {
  readonly id: 'canary' | 'business'
  readonly title: string
  readonly description: string
  readonly plan: string
  readonly environment: string
  readonly targets: readonly string[]
  /** How often there is something new to see. */
  readonly everyMs: Millis
  readonly panels: readonly Panel[]
}

export type Panel = {
  readonly title: string
  readonly description: string
  /** `shares` add up to everything; `bars` are the numbers of now. */
  readonly kind: 'lines' | 'shares' | 'bars'
  readonly queries: readonly PanelQuery[]
}

export type PanelQuery = {
  readonly expr: string
  /** `success-ratio {{slot}}`, where the label says whose it is. */
  readonly legend: string
  readonly measure: Measure
  /** From which number on it is worse; null: nobody has said so. */
  readonly limits: Limits | null
}

export type LimitName = 'warn' | 'critical' | 'guard'
export type Limits = {
  readonly worse: Direction
  readonly steps: readonly { readonly name: LimitName; readonly value: number }[]
}
