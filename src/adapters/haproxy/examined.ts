import type { Side } from '../../core/traffic/desired.ts'

/** One thing that was looked at, or could not be. What is not good says what to do. */
export type Examined = { readonly is: 'good' | 'unseen' | 'bad'; readonly says: string }

/** What the binding expects of one HAProxy for one target. */
export type Expected = {
  readonly socket: string
  readonly maps: string
  readonly backend: string
  readonly target: string
  readonly sides: Readonly<Record<Side, string>>
}
