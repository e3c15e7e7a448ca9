/**
 * What the log keeps of an error. Errors of clients carry whole connections with them, passwords included; this takes
 * words only.
 */
export type PlainError = {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
  readonly cause?: PlainError
}

/**
 * What an error says; one of the system without its code, its call and its path, which the wrapping error has named.
 */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, syscall, message } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined || !message.startsWith(`${code}: `)) return message
  return message.slice(code.length + 2).replace(new RegExp(`, ${syscall}\\b.*$`, 's'), '')
}

const DEPTH_MAX = 5

/** A pino serializer for `err`; `redact` takes out known secrets. */
export function errorSerializer(redact: (text: string) => string): (error: unknown) => PlainError {
  const plain = (error: unknown, depth: number): PlainError => {
    if (!(error instanceof Error)) return { type: typeof error, message: redact(String(error)) }
    const { name, message, stack, cause } = error
    const { code } = error as { code?: unknown }
    return {
      type: name,
      message: redact(message),
      ...(typeof code === 'string' ? { code } : {}),
      ...(stack === undefined || depth > 0 ? {} : { stack: redact(stack) }),
      ...(cause === undefined || depth === DEPTH_MAX ? {} : { cause: plain(cause, depth + 1) }),
    }
  }
  return (error) => plain(error, 0)
}
