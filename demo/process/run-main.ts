/** Runs the main part of a command: trouble ends as one sentence on stderr and exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${oneSentence(error)}\n`)
    process.exitCode = 1
  }
}

/** The message and what it was caused by, on one line. */
export function oneSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.message || (error as NodeJS.ErrnoException).code || error.name
  const cause = error.cause === undefined ? '' : `: ${oneSentence(error.cause)}`
  return `${own}${cause}`.replaceAll(/\s+/g, ' ')
}
