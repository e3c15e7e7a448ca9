import { MetricsUnavailable } from './metrics.ts'

/**
 * `away`, `slow`: it may pass. `wrong`: the binding has to be put right. `access`: who asks is not let in, or may do
 * too much. `empty`: asked and answered, without a number.
 */
export type SourceFaultKind = 'away' | 'slow' | 'wrong' | 'access' | 'empty'

/** What a source that is asked for numbers failed by, in words that go on after its name. */
export class SourceFault extends MetricsUnavailable {
  override readonly name = 'SourceFault'
  readonly kind: SourceFaultKind
  constructor(kind: SourceFaultKind, words: string) {
    super(words)
    this.kind = kind
  }
}

/** It is asked by version, and no change says which. */
export class NeedsVersion extends SourceFault {
  constructor(name = '') {
    super('empty', `${name}is asked by version, and no change says which`)
  }
}

export const slow = (timeLimitMs: number): SourceFault =>
  new SourceFault('slow', `did not answer within ${timeLimitMs / 1000} s`)

/** Whole, and safe to be shown: with the name of the source, and without its secrets. */
export function inWords(name: string, error: unknown, redact: (text: string) => string): unknown {
  if (error instanceof NeedsVersion) return new NeedsVersion(`${name} `)
  return error instanceof SourceFault
    ? new SourceFault(error.kind, redact(`${name} ${error.message}`))
    : error
}
