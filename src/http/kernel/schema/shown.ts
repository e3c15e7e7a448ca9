import { z } from 'zod'

/** What several answers are made of. */
export const instant = z.iso.datetime()

export const basisPoints = z.int().min(0).max(10_000)
export const durationMs = z.number().min(0)

export const shownScalar = z.union([z.string(), z.number(), z.boolean()])
