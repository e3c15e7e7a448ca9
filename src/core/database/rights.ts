import type { DatabaseFinding } from './findings.ts'

/** What the user of the URL may do, and whether what it commits waits for another machine. */
export type Rights = {
  readonly user: string
  readonly database: string
  readonly isMade: boolean
  readonly mayMake: boolean
  /** Whether it may make the role of the application, or hand one that is there to itself. */
  readonly mayKeepApart: boolean
  /** `synchronous_standby_names`; empty where nothing waits, as by `synchronous_commit`. */
  readonly waitsFor: string
  /** That are connected, synchronous or not. */
  readonly standbys: number
  /** Sessions of this user that have waited for one for seconds. */
  readonly waiting: number
}

/** The role of the application, which may not change the journal. */
export const APP_ROLE = 'cutwater_app'

/** Of a database that takes writes: what its user may not do, and what it waits for. */
export function rightsFindings(rights: Rights): readonly DatabaseFinding[] {
  return [...ofSchema(rights), ...ofRole(rights), ...ofStandbys(rights)]
}

function ofSchema({ user, database, isMade, mayMake }: Rights): readonly DatabaseFinding[] {
  if (mayMake) return []
  const says = `${user} may not make the schema cutwater in the database ${database}`
  return [
    {
      is: 'bad',
      says: isMade ? `${says}, which each start needs` : says,
      remedy: ownerRemedy(user, database),
    },
  ]
}

/** For who may not make a schema. */
export const ownerRemedy = (user: string, database: string): string =>
  `As an administrator of Postgres: alter database "${database}" owner to "${user}".`

function ofRole({ user, mayKeepApart }: Rights): readonly DatabaseFinding[] {
  if (mayKeepApart) return []
  return [
    {
      is: 'missing',
      says: `${user} may not make the role ${APP_ROLE}, so the journal is kept append-only by triggers alone`,
      remedy: `As an administrator: create role ${APP_ROLE} nologin; grant ${APP_ROLE} to "${user}" with admin option. The next start takes it.`,
    },
  ]
}

function ofStandbys({ waitsFor, standbys, waiting }: Rights): readonly DatabaseFinding[] {
  const needed = neededOf(waitsFor)
  if (standbys >= needed && waiting === 0) return []
  return [
    {
      is: 'bad',
      says: `commits wait for a standby: synchronous_standby_names is '${waitsFor}', and ${standbys === 1 ? 'one standby is' : `${standbys} standbys are`} connected. What was asked meanwhile may have happened all the same`,
      remedy:
        'Start the standby again, or name others that are there; two that may take its place are better.',
    },
  ]
}

/** How many have to answer: `ANY 2 (…)`, `FIRST 2 (…)`, `2 (…)`, or one of a bare list. */
export function neededOf(names: string): number {
  if (names.trim() === '') return 0
  const count = /^\s*(?:any|first)?\s*(\d+)\s*\(/i.exec(names)?.[1]
  return count === undefined ? 1 : Number(count)
}
