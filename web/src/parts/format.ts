import { percent as percentOf } from '../../../src/core/traffic/percent.ts'
import {
  offsetAt as offsetIn,
  localTime as timeIn,
  timeOfDay as timeOfDayIn,
  withLocalTimes,
} from '../../../src/read/words/time.ts'

/** The words of the house, in the zone of this browser. */
const HERE = undefined

export const localTime = (at: string | number, now: number): string => timeIn(at, HERE, now)
export const offsetAt = (at: number): string => offsetIn(at, HERE)
export const timeOfDay = (at: number): string => timeOfDayIn(at, HERE)

/** A number stays with its per cent when a line breaks. */
export const unbroken = (sentence: string): string => sentence.replace(/(?<=\d) %/g, '\u00a0%')

/** Basis points as people read them: `25 %`, `0.5 %`. */
export const percent = (weight: number): string => unbroken(percentOf(weight))

/** Sentences hold instants in UTC, and a person has a clock on the wall. */
export const readable = (sentence: string, now: number): string =>
  unbroken(withLocalTimes(sentence, HERE, now))
