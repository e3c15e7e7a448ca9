import type { SignalKind } from './shape.ts'

/** The kinds that a source can tell by one, two or three numbers. A distribution it cannot. */
export type ReadingKind = Exclude<SignalKind, 'distribution'>
