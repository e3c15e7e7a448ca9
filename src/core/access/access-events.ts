import { count, text, texts, time, yes } from '../event/data.ts'
import { recordEvent } from '../event/record-event.ts'
import { formatInstant } from '../time/instant.ts'

/** Who was let in, who was not, and who pulled the kill switch: the stream `access`. */
export const tokenCreated = recordEvent({
  type: 'token-created',
  version: 1,
  data: { token: text, name: text, roles: texts, expiresAt: time },
  wakes: 'nobody',
  sentence: ({ name, roles, expiresAt }, by) =>
    `${by} made a token for ${name} (${roles.join(', ')}), valid until ${formatInstant(expiresAt)}`,
})

export const tokenRevoked = recordEvent({
  type: 'token-revoked',
  version: 1,
  /** `last`: nobody can manage tokens any more. */
  data: { token: text, name: text, because: text, last: yes },
  wakes: 'nobody',
  sentence: ({ name, because }, by) => `${by} revoked a token of ${name}: ${because}`,
})

export const sessionOpened = recordEvent({
  type: 'session-opened',
  version: 1,
  data: { token: text, expiresAt: time },
  wakes: 'nobody',
  sentence: ({ expiresAt }, by) => `${by} signed in with a browser, until ${formatInstant(expiresAt)}`,
})

export const accessRefused = recordEvent({
  type: 'refused',
  version: 1,
  data: { token: text, operation: text, problem: text, because: text, path: text },
  wakes: 'nobody',
  sentence: ({ operation, because }, by) => `${operation} was refused to ${by}: ${because}`,
})

/** The same refusal again, within the time in which they are only counted. */
export const accessRefusedAgain = recordEvent({
  type: 'refused-again',
  version: 1,
  data: {
    token: text,
    operation: text,
    problem: text,
    path: text,
    times: count,
    since: time,
    until: time,
  },
  wakes: 'nobody',
  sentence: ({ operation, times }, by) => `${operation} was refused to ${by} ${times} more times`,
})

/** The change it rolls back pages; this only says who pulled it. `operator`: whom the caller named. */
export const killSwitchPulled = recordEvent({
  type: 'kill-switch',
  version: 1,
  data: {
    change: text,
    version: text.nullable(),
    targets: texts,
    because: text,
    operator: text.nullable(),
  },
  wakes: 'nobody',
  sentence: ({ change, because }, by) => `${by} pulled the kill switch for ${change}: ${because}`,
})

export const ACCESS_EVENTS = {
  [tokenCreated.type]: tokenCreated,
  [tokenRevoked.type]: tokenRevoked,
  [sessionOpened.type]: sessionOpened,
  [accessRefused.type]: accessRefused,
  [accessRefusedAgain.type]: accessRefusedAgain,
  [killSwitchPulled.type]: killSwitchPulled,
}
