/** A database URL that cannot be used; its sentence never holds what may be a password. */
export class UrlRefused extends Error {
  override readonly name = 'UrlRefused'
  /** A sentence of its own. */
  readonly remedy: string

  constructor(sentence: string, remedy: string) {
    super(sentence)
    this.remedy = `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}${remedy.endsWith('?') ? '' : '.'}`
  }
}
