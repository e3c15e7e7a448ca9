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

export const PLAN_EVENTS = { [planRegistered.type]: planRegistered }
