/** What the two threads of a crowd tell each other: places in a shared array of numbers. */
export const WORDS = 2
export const FINE = 0
export const FAILED = 1

export type CrowdOrder = { readonly url: string; readonly clients: number; readonly words: Int32Array }
