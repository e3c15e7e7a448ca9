import { useEffect, useState, useSyncExternalStore } from 'react'

/** A value that changes by itself, and its subscribers. */
export type Store<T> = {
  get(): T
  set(value: T): void
  subscribe(listener: () => void): () => void
}

export function storeOf<T>(first: T): Store<T> {
  const listeners = new Set<() => void>()
  let value = first
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useStore<T>({ subscribe, get }: Store<T>): T {
  return useSyncExternalStore(subscribe, get)
}

/** Something that is looked at as long as it is shown. `look` asks for the next look at once. */
export type Followed<T> = { readonly picture: Store<T>; look(): void; stop(): void }

export function useFollowed<T>(start: () => Followed<T>, nothing: T): readonly [T, () => void] {
  const [followed, setFollowed] = useState<Followed<T>>(() => ({
    picture: storeOf(nothing),
    look: () => {},
    stop: () => {},
  }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: followed once; another picture has another key
  useEffect(() => {
    const begun = start()
    setFollowed(begun)
    return begun.stop
  }, [])
  return [useStore(followed.picture), followed.look]
}
