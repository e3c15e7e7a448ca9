/** Resolves `secret:NAME` at the moment of use. Values never enter state, journal, logs or output. */
export interface Secrets {
  /** Throws `SecretFault` when it is not there or may not be used. */
  get(name: string): string
  /** Replaces every known secret value in a text by `[secret]`. */
  redact(text: string): string
}

/** Says what is wrong with a secret and what to do about it, with its name and never a value. */
export class SecretFault extends Error {
  override readonly name = 'SecretFault'
}
