/** `missing`: it is not there, or could not be seen, which may be right; only `bad` makes the exit code 1. */
export type Finding = {
  readonly what: string
  readonly is: 'good' | 'missing' | 'bad'
  readonly says: string
  /** What to do about it, where `says` does not say so itself. */
  readonly remedy?: string
}

/** What was found of something that is named elsewhere. */
export type Seen = Pick<Finding, 'is' | 'says'>
