/** A database URL that cannot be used; its sentence never holds what may be a password. */
export class UrlRefused extends Error {
  override readonly name = 'UrlRefused'
  readonly remedy: string

  constructor(sentence: string, remedy: string) {
    super(sentence)
    this.remedy = remedy
  }
}
