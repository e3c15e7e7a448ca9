/**
 * Something that a person can understand and do something about; it ends a command with one sentence and its remedy.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly remedy: string
  readonly exitCode: number

  constructor(
    sentence: string,
    remedy = '',
    options: { readonly cause?: unknown; readonly exitCode?: number } = {},
  ) {
    super(sentence, { cause: options.cause })
    this.remedy = remedy
    this.exitCode = options.exitCode ?? 1
  }
}

export { wordsOf as sentenceOf } from '../../runtime/context/plain-error.ts'
