import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Millis } from '../time/instant.ts'

/** What people read about the change: it decides nothing. */
export type ChangeFacts = {
  readonly services?: readonly string[]
  /** What users will notice, and for how long. */
  readonly impact?: string
  readonly impactMs?: Millis
  readonly risks?: readonly Risk[]
  readonly tickets?: readonly string[]
  readonly links?: readonly Link[]
}

/** Where people read more. */
export type Link = { readonly title: string; readonly url: string }

export type Risk = {
  readonly risk: string
  readonly likelihood: string
  readonly impact: string
  readonly mitigation?: string
}

const riskSchema = exactly<Risk>()(
  z.strictObject({
    risk: z.string(),
    likelihood: z.string(),
    impact: z.string(),
    mitigation: z.string().exactOptional(),
  }),
)

export const changeFactsSchema = exactly<ChangeFacts>()(
  z.strictObject({
    services: z.array(z.string()).exactOptional(),
    impact: z.string().exactOptional(),
    impactMs: z.number().exactOptional(),
    risks: z.array(riskSchema).exactOptional(),
    tickets: z.array(z.string()).exactOptional(),
    links: z.array(z.strictObject({ title: z.string(), url: z.string() })).exactOptional(),
  }),
)
