import type { Millis } from '../../core/time/instant.ts'

export class TimeLimitReached extends Error {
  override readonly name = 'TimeLimitReached'
}

/**
 * Every call to the outside goes through here: it ends after `ms` or with `parent`, also when whatever is called does
 * not listen to its signal. Throws `TimeLimitReached`, or the parent's reason.
 */
export async function within<T>(
  ms: Millis,
  doing: string,
  call: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  parent?.throwIfAborted()
  const limit = new AbortController()
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const giveUp = (error: unknown) => {
    reject(error)
    limit.abort(error)
  }
  const timer = setTimeout(() => giveUp(new TimeLimitReached(`${doing} took longer than ${ms} ms`)), ms)
  const stop = () => giveUp(parent?.reason)
  parent?.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([call(limit.signal), ended])
  } finally {
    clearTimeout(timer)
    parent?.removeEventListener('abort', stop)
  }
}
