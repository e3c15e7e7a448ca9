import process from 'node:process'

/** Milliseconds since the machine started: one clock for all of its processes, which nobody sets. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6
