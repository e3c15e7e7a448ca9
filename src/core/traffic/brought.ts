import type { Side } from './desired.ts'

/**
 * Where the new version of a change is, on one of its targets. `to-come`: nowhere yet, or it is just being deployed.
 * `there`: beside what serves everybody. `adopted`: it serves everybody. `going`: the change goes back. `over`: the
 * change has ended, and what runs on its side is no concern of it any more.
 */
export type Brought = {
  readonly target: string
  readonly version: string | null
} & (
  | { readonly is: 'there' | 'adopted'; readonly side: Side }
  | { readonly is: 'to-come' | 'going' | 'over' }
)
