/**
 * Asked by many at once, reads once for all of them. Nobody is told what was read before they asked: who comes while a
 * read is under way waits for the next one, which is one for all that wait.
 */
export function together<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  const next = new Map<string, Promise<T>>()
  const start = (key: string): Promise<T> => {
    next.delete(key)
    const reading = read(key).finally(() => {
      if (running.get(key) === reading) running.delete(key)
    })
    running.set(key, reading)
    return reading
  }
  return (key) => {
    const now = running.get(key)
    if (now === undefined) return start(key)
    const waiting = next.get(key)
    if (waiting !== undefined) return waiting
    const begin = () => start(key)
    const then = now.then(begin, begin)
    next.set(key, then)
    return then
  }
}
