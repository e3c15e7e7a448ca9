import { route } from '../../traffic/route.ts'
import { type Evaluate, SubjectMissing } from './rule.ts'

/**
 * `$cutwater.slot`: `canary` or `stable`, where the proxies send this subject's requests to the flag's target at the
 * moment, by the function they route with. A header cannot choose here. Without a subject it is unknown, and a guess
 * would differ from traffic.
 */
export const slotOf: Evaluate = (_, { context, desired }) => {
  const { targetingKey, segment } = context
  if (typeof targetingKey !== 'string' || targetingKey === '')
    throw new SubjectMissing('its rule asks for $cutwater.slot, and the context has no targetingKey')
  if (desired === null) return 'stable'
  return route(desired, {
    subject: targetingKey,
    segment: typeof segment === 'string' ? segment : null,
    headerVersion: null,
  }).slot
}
