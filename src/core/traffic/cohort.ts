import { type BasisPoints, FULL } from './desired.ts'
import { murmur3 } from './murmur3.ts'

/**
 * Where a subject stands among all subjects of a cohort: 0..9999, the same today and tomorrow, here and in every flag.
 * It is on the canary when its bucket is below the weight, so raising a weight only adds subjects and lowering it
 * removes those who came last. Another cohort key (another change) gives another order of people.
 */
export function bucketOf(cohort: string, subject: string): BasisPoints {
  return Math.floor((murmur3(`${cohort}:${subject}`, 0) * FULL) / 2 ** 32)
}
