import type { SessionWanted } from './database-url.ts'
import { type DatabaseHost, hostWords, isSameHost } from './host-list.ts'

/**
 * Where a database stands in its own history: each promotion of a standby begins a timeline with the next number. A
 * cluster that was made anew has another system.
 */
export type Timeline = { readonly system: string; readonly number: number }

/** What a host said of itself; a timeline that could not be had is null, as of what only speaks like Postgres. */
export type Role =
  | { readonly is: 'primary'; readonly takesWrites: boolean; readonly timeline: Timeline | null }
  | { readonly is: 'standby' }
  | { readonly is: 'away'; readonly because: string }

export type Seen = { readonly host: DatabaseHost; readonly role: Role }

/** The one host that is used, and the newest timeline that was seen. */
export type Kept = { readonly host: DatabaseHost; readonly timeline: Timeline | null }

/** Why a host will not do, as half a sentence; null when it will. */
export function whyNot(role: Role, wanted: SessionWanted, newest: Timeline | null): string | null {
  switch (role.is) {
    case 'away':
      return role.because
    case 'standby':
      return wanted === 'any' ? null : 'it is a standby'
    case 'primary':
      if (isEarlier(role.timeline, newest))
        return `it was the primary before another was promoted (timeline ${role.timeline?.number}, and the database is at ${newest?.number})`
      return role.takesWrites || wanted !== 'read-write' ? null : 'it is set to read-only'
  }
}

/**
 * The host that is used from now on. Of several that will do it is the one that was promoted last; then the one that
 * was used before; then the first of the URL. Else why none of them will do.
 */
export function chooseHost(
  seen: readonly Seen[],
  wanted: SessionWanted,
  kept: Kept | null,
): Kept | { readonly refused: string } {
  const newest = kept?.timeline ?? null
  const usable = seen.filter(({ role }) => whyNot(role, wanted, newest) === null)
  const last = usable.filter((one) => !usable.some((other) => isEarlier(timelineOf(one), timelineOf(other))))
  const chosen = last.find(({ host }) => kept !== null && isSameHost(host, kept.host)) ?? last[0]
  if (chosen !== undefined) return { host: chosen.host, timeline: newer(timelineOf(chosen), newest) }
  return {
    refused: seen.map(({ host, role }) => `${hostWords(host)}: ${whyNot(role, wanted, newest)}`).join('; '),
  }
}

/** Hosts that take writes beside the one that counts: each of them can keep what the others never see. */
export function besideTheLast(seen: readonly Seen[]): readonly Seen[] {
  const writing = seen.filter(({ role }) => role.is === 'primary' && role.takesWrites)
  const chosen = chooseHost(writing, 'read-write', null)
  return 'refused' in chosen ? [] : writing.filter(({ host }) => !isSameHost(host, chosen.host))
}

/** Of one that could not be had the other counts. */
export const newer = (one: Timeline | null, other: Timeline | null): Timeline | null =>
  one === null || isEarlier(one, other) ? other : one

const timelineOf = ({ role }: Seen): Timeline | null => (role.is === 'primary' ? role.timeline : null)

const isEarlier = (one: Timeline | null, other: Timeline | null): boolean =>
  one !== null && other !== null && one.system === other.system && one.number < other.number
