import { createContext, useContext } from 'react'
import { type Store, storeOf, useStore } from './store.ts'

/** How far the server's clock is ahead of this browser's, in ms: countdowns go by the server's. */
let skewMs = 0

export function heardServerTime(asOf: string, askedAt: number): void {
  const at = Date.parse(asOf)
  if (Number.isFinite(at)) skewMs = at - (askedAt + Date.now()) / 2
}

export const serverNow = (): number => Date.now() + skewMs

const ticking: Store<number> = storeOf(Date.now())
setInterval(() => ticking.set(Date.now()), 500)

/** An old picture stands still: its countdowns stop. */
export const StoodStillAt = createContext<number | null>(null)

/** The server's time, twice a second. */
export function useNow(): number {
  const stoodStillAt = useContext(StoodStillAt)
  useStore(ticking)
  return stoodStillAt ?? serverNow()
}

/** This browser's own time, also while the picture stands still. */
export function useLocalNow(): number {
  return useStore(ticking)
}
