import type { Logger } from 'pino'

const LOOK_EVERY_MS = 1_000

/**
 * Looks every second whether files hold something else. What they hold is taken when it can be used; what is broken
 * changes nothing, and is told once. Answers how to end looking.
 */
export function renewing(look: () => boolean, { what, log }: { what: string; log: Logger }): () => void {
  let broken = ''
  const once = () => {
    try {
      if (!look()) return
      broken = ''
      log.info(`the certificates of ${what} were renewed`)
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error)
      if (because !== broken) log.error({ because }, `${what} keeps the certificates it had`)
      broken = because
    }
  }
  const looking = setInterval(once, LOOK_EVERY_MS).unref()
  return () => clearInterval(looking)
}
