import { type Installation, installation } from './version.ts'

const LOOK_EVERY_MS = 2_000

/** Says once that another package was put over the one that runs. Returns what ends the looking. */
export function tellReplaced(warn: (message: string) => void): () => void {
  const began = installation()
  const timer = setInterval(() => {
    const said = replacedSince(began)
    if (said === null) return
    clearInterval(timer)
    warn(said)
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** A sentence; null while it is what it was, and while nothing is there, as in the middle of it. */
export function replacedSince(began: Installation): string | null {
  try {
    const now = installation()
    if (now.at !== began.at || now.file === began.file) return null
    return (
      `the package of the server, version ${began.version}, was replaced by ${now.version} while it runs: ` +
      'start it again, for what it has not loaded yet comes from the new one'
    )
  } catch {
    return null
  }
}
