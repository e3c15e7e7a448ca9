import type { Mine } from '../people/mine.ts'

/** The line that answers what waits for a person. */
export function howToAnswer({ change, kind, ref, attach }: Mine): string {
  switch (kind) {
    case 'approval':
      return `cutwater show ${change}`
    case 'item':
      return `cutwater tick ${change} ${ref}${attach ? ' --attach FILE' : ''}`
    case 'decision':
      return `cutwater decide ${change} ${ref} approve`
    case 'guard':
      return `cutwater answer ${change} ${ref} --as resume|rollback --because "..."`
    case 'follow-up':
      return `cutwater follow-ups done ${change} ${ref} --note "..."`
  }
}
