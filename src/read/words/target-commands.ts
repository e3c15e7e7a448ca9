import type { TargetView } from '../records/target-view.ts'

/** What the kill of one target does, for the person who is about to do it. One that no change moves is closed. */
export function killWords({
  name,
  owner,
  mode = owner === null ? 'closed' : 'open',
}: Pick<TargetView, 'name' | 'owner'> & Partial<Pick<TargetView, 'mode'>>): string {
  if (owner === null && mode === 'closed')
    return `No change moves ${name}, and every request goes to stable already: there is nothing to stop. A kill latches it, so no change opens it until a person releases it.`
  const rollback = owner === null ? '' : ` ${owner}, which moves it, rolls back.`
  return `Sends every request of ${name} to stable at once and latches it: closed until a person releases it.${rollback}`
}

/** What a release does. */
export function releaseWords({ name }: Pick<TargetView, 'name'>): string {
  return `${name} stays closed, and every request goes to stable, until a change opens it again. Release it when you know why it was closed.`
}
