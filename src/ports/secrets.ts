/** Resolves `secret:NAME` at the moment of use. Values never enter state, journal, logs or output. */
export interface Secrets {
  /** Throws with the name, never a value, when it is not there. */
  get(name: string): string
  /** Replaces every known secret value in a text by `[secret]`. */
  redact(text: string): string
}
