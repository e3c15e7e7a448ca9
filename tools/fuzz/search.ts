import process from 'node:process'
import { Script } from 'node:vm'
import { type Random, randomFrom } from './random.ts'
import type { Subject } from './subjects.ts'

export type Costly = {
  readonly subject: string
  /** Of the input: the same two numbers make it again. */
  readonly seed: number
  readonly length: number
  /** Of this thread's own work, without what other processes took. */
  readonly ms: number
  /** For each 10 KiB that were begun. */
  readonly msPer10KiB: number
  readonly text: string
}

const KIB = 1_024
const UNIT = 10 * KIB
const REPEATS = 3
/** Only what is suspicious the first time is measured again. */
const SUSPICIOUS_MS = 15

/** One input of a subject, which its seed decides. */
export function inputOf(subject: Subject, seed: number, lengths: readonly number[]): string {
  const random: Random = randomFrom(seed)
  return subject.input(random.pick(lengths) * KIB, random)
}

export function costOf(subject: Subject, seed: number, lengths: readonly number[]): Costly {
  const text = inputOf(subject, seed, lengths)
  let ms = msOf(subject, text)
  for (let again = 1; again < REPEATS && ms < GIVEN_UP_MS && per(ms, text) > SUSPICIOUS_MS; again++)
    ms = Math.min(ms, msOf(subject, text))
  return { subject: subject.name, seed, length: text.length, ms, msPer10KiB: per(ms, text), text }
}

/** The costliest inputs, the worst first. `more` says whether to go on. */
export function search(
  subjects: readonly Subject[],
  seed: number,
  lengths: readonly number[],
  more: (tried: number) => boolean,
  most = 10,
): { readonly tried: number; readonly worst: readonly Costly[] } {
  const worst: Costly[] = []
  let tried = 0
  for (; more(tried); tried++) {
    const subject = subjects[tried % subjects.length]
    if (subject === undefined) break
    worst.push(costOf(subject, seed + tried, lengths))
    worst.sort((a, b) => b.msPer10KiB - a.msPer10KiB)
    worst.length = Math.min(worst.length, most)
  }
  return { tried, worst }
}

const per = (ms: number, text: string): number => ms / Math.max(1, Math.ceil(text.length / UNIT))

function msOf({ run }: Subject, text: string): number {
  const before = process.threadCpuUsage()
  try {
    bounded(() => run(text))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return GIVEN_UP_MS
    throw error
  }
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

/** An input that costs without end is found as well, and not waited for. */
const GIVEN_UP_MS = 10_000
const CALL = new Script('globalThis.fuzzed()')

function bounded(call: () => void): void {
  Object.assign(globalThis, { fuzzed: call })
  CALL.runInThisContext({ timeout: GIVEN_UP_MS })
}
