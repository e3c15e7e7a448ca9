/** Whom and what a request names: by the plan's names of its leads and contacts. */
export type People = {
  /** The name of a token each. */
  readonly leads: Readonly<Record<string, string>>
  readonly contacts: Readonly<Record<string, string>>
}
