import { setTimeout as sleep } from 'node:timers/promises'
import type { Millis } from '../../src/core/time/instant.ts'

const EVERY_MS = 50

/**
 * Asks a server again and again whether it lives: what it took longest to answer is how long the machine, or the
 * server, stood still. What comes that much late is not late by any rule.
 */
export function takePulse(url: () => string) {
  const stopping = new AbortController()
  let longest: Millis = 0
  const beating = (async () => {
    while (!stopping.signal.aborted) {
      const asked = performance.now()
      await fetch(`${url()}/health/live`).then((answer) => answer.text())
      await sleep(EVERY_MS)
      longest = Math.max(longest, Math.ceil(performance.now() - asked - EVERY_MS))
    }
  })()
  return {
    stoodStillMs: (): Millis => longest,
    stop: async () => {
      stopping.abort()
      await beating
    },
  }
}
