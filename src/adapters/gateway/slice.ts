import { bucketOf } from '../../core/traffic/cohort.ts'

/**
 * Into so many parts the users of stable are divided: enough to show how much more they scatter than chance would, and
 * each a quarter of the traffic, so that the same test between them sees what it would see of a canary.
 */
export const SLICES = 4

/** The same user always falls into the same one, whatever share of users a canary has. */
export const sliceOf = (subject: string): number => bucketOf('slice', subject) % SLICES
