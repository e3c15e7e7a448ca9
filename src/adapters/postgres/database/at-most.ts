/**
 * Lets so many run at once, and the others wait their turn here rather than before the pool: what comes in great
 * numbers does not stand before a command that a person waits for.
 */
export function atMost(limit: number): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (act) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await act()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
