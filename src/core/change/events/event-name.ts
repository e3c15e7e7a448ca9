import { CHANGE_EVENTS, type ChangeEvent } from './event.ts'

/** The name that people and machines consume. */
export function announcedBy(event: Pick<ChangeEvent, 'type'>): string {
  return CHANGE_EVENTS[event.type].name
}

/** `canary:*` matches every name that begins with `canary:`. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
