import { count, text } from '../event/data.ts'
import { recordEvent } from '../event/record-event.ts'

/** What happens to a plan's name, in the stream `plans/NAME`. */
export const planRegistered = recordEvent({
  type: 'plan-registered',
  version: 1,
  data: { name: text, version: count, hash: text, title: text },
  wakes: 'nobody',
  sentence: ({ name, version, title }, by) => `${by} registered version ${version} of ${name}, "${title}"`,
})

/** Somebody has looked at the newest version, and it is to stay as it is. */
export const planReviewed = recordEvent({
  type: 'plan-reviewed',
  version: 1,
  data: { name: text, version: count, hash: text, because: text },
  wakes: 'nobody',
  sentence: ({ name, version, because }, by) =>
    `${by} has reviewed version ${version} of ${name}: ${because}`,
})

export const PLAN_EVENTS = {
  [planRegistered.type]: planRegistered,
  [planReviewed.type]: planReviewed,
}
