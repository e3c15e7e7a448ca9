/** A reason not to start, in one plain sentence for the person who started it, and what to do about it. */
export class SetupFault extends Error {
  override readonly name = 'SetupFault'
  readonly remedy: string
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.remedy = remedy
  }
}

/** An error's own words, on one line and without the full stop; one of the system without its code, call and path. */
export function plainly(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause)
  const text = said.replace(/^E[A-Z]+: ([^,]*), [a-z]+ '.*$/s, '$1').replace(/^E[A-Z]+: /, '')
  return (text.split('\n')[0] ?? '').replace(/[.:]\s*$/, '')
}
