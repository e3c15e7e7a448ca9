import { z } from 'zod'

/** What every step has. */
export type StepBase = {
  readonly id: string
  readonly title: string
  /** Every one of these must be done (or left out) first. */
  readonly after: readonly string[]
}

export const stepBaseSchema = { id: z.string(), title: z.string(), after: z.array(z.string()) }
