/** What the two threads of a canary watch tell each other: places in a shared array of numbers. */
export const WORDS = 4
export const STOPPED = 0
export const BROKEN = 1
export const CANARY_ANSWERS = 2
/** Milliseconds since the epoch, which both threads count alike. */
export const LAST_CANARY_AT = 3
