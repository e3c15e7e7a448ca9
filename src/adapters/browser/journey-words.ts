import type { Lead } from '../../core/validation/basis/lead.ts'

/** What a journey's process is told, and what it tells. */

export type JourneyOrder = {
  /** Where the browser is. */
  readonly endpoint: string
  /** The whole path of its module. */
  readonly module: string
  readonly url: string
  readonly as: Readonly<Record<string, string>>
  /** Where requests go instead of where they say. */
  readonly leads: readonly Lead[]
  /** `cleanUp`: it was ended in the middle, and what it left is taken away. */
  readonly walk: 'journey' | 'cleanUp'
  /** What it kept for that, as JSON. */
  readonly kept: string
}

export type JourneyWord =
  | { readonly word: 'loaded'; readonly hasCleanUp: boolean }
  | { readonly word: 'unable'; readonly why: string }
  | { readonly word: 'step'; readonly name: string }
  | { readonly word: 'kept'; readonly kept: string }
  /** The picture is a JPEG in base64. */
  | {
      readonly word: 'walked'
      readonly why: string | null
      readonly picture: string | null
      readonly ms: number
      /** What should have been led, and was not. */
      readonly strayed: string | null
    }
  | { readonly word: 'cleaned'; readonly why: string | null }

export const KEPT_MOST = 10_000
