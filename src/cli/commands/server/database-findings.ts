import { databaseAccess } from '../../connection/database-access.ts'
import { Fault, sentenceOf } from '../../terminal/fault.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import type { Finding } from './finding.ts'

/** The database of `--database-url` or DATABASE_URL: each of its hosts, the way there, how soon it answers. */
export async function databaseFindings(
  named: string | undefined,
  terminal: Terminal,
  clock: (whose: string, skewMs: number) => Finding,
): Promise<readonly Finding[]> {
  try {
    const access = databaseAccess(named ?? terminal.env.DATABASE_URL, terminal)
    if (access === null) return []
    const { databaseClock, examineDatabase, examineRights } = await import('../../../compose/database.ts')
    const found = await examineDatabase(access, terminal.now())
    const hosts = found.map((finding): Finding => ({ what: 'database', ...finding }))
    // That none takes writes is said above.
    if (!found.some(({ is }) => is === 'good')) return hosts
    const asked = terminal.now()
    const at = await databaseClock(access)
    const answeredMs = terminal.now() - asked
    const skewMs = Math.round(at - (asked + terminal.now()) / 2)
    const rights = await examineRights(access)
    return [
      ...hosts,
      { what: 'database', is: 'good', says: `answers in ${answeredMs} ms` },
      ...rights.map((finding): Finding => ({ what: 'database', ...finding })),
      clock("the database's clock", skewMs),
    ]
  } catch (error) {
    const given = error instanceof Error && 'remedy' in error ? String(error.remedy) : ''
    const usual =
      error instanceof Fault
        ? ''
        : 'See that it runs, that this machine reaches it, and that the URL is right (--database-url, DATABASE_URL).'
    return [{ what: 'database', is: 'bad', says: sentenceOf(error), remedy: given === '' ? usual : given }]
  }
}
