import type { Logger } from 'pino'

const LOOK_EVERY_MS = 1_000

export type Renewing = {
  readonly end: () => void
  /** Why what the files hold now is not shown, as a sentence; null where it is. */
  readonly trouble: () => string | null
}

/**
 * Looks every second whether files hold something else. What they hold is taken when it can be used; what is broken
 * changes nothing, and is told once.
 */
export function renewing(look: () => boolean, { what, log }: { what: string; log: Logger }): Renewing {
  let broken = ''
  const once = () => {
    try {
      const renewed = look()
      if (broken !== '' && !renewed) log.info(`${what} has the certificates of its files again`)
      broken = ''
      if (renewed) log.info(`the certificates of ${what} were renewed`)
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error)
      if (because !== broken) log.error({ because }, `${what} keeps the certificates it had`)
      broken = because
    }
  }
  const looking = setInterval(once, LOOK_EVERY_MS).unref()
  return {
    end: () => clearInterval(looking),
    trouble: () =>
      broken === '' ? null : `${what} keeps the certificates it had until the next start: ${broken}`,
  }
}
