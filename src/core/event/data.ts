import { z } from 'zod'

/** The small parts that the data of events is made of. */
export const text = z.string()
export const count = z.int().nonnegative()
/** Milliseconds, or the epoch's. */
export const time = z.number()
export const yes = z.boolean()

export const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()
export const texts = list(text)
