/** A database that answers and that this version must not open. */
export class DatabaseNotUsable extends Error {
  override readonly name = 'DatabaseNotUsable'
  /** A sentence of its own. */
  readonly remedy: string

  constructor(sentence: string, remedy: string, options?: ErrorOptions) {
    super(sentence, options)
    this.remedy = remedy
  }
}

export const RESTORE_WHOLE =
  'Drop it, restore the whole backup into an empty one, and see that the restore ends without an error.'
