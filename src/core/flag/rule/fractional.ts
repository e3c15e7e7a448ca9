import { murmur3 } from '../../traffic/murmur3.ts'
import type { Json } from '../definition/definition.ts'
import { type Asking, type Compiler, type Evaluate, listOf, type Scope } from './rule.ts'

/** The largest sum of weights, so that a bucket is exact in 32 bits times 31. */
export const WEIGHTS_MAX = 2_147_483_647

/**
 * `{"fractional": [key, [variant, weight], ...]}` in flagd's semantics of 2026 ("v2"): weights are whole numbers of
 * any scale up to 2^31 - 1 in all, one when left out; variants and weights may be rules; the bucket is the upper half
 * of hash times sum, so that
 * 0.0001 % is possible. Without a key it is the flag's key and the subject. Null when nothing can be chosen: no
 * subject, a key
that is not text, invalid weights. A weight below 0, which a rule may come to, counts as 0.
 * https://flagd.dev/reference/custom-operations/fractional-operation/
 */
export const fractional: Compiler = (args, scope) => {
  const { results, choose } = compileShares(args, scope)
  const evaluate = results.map((rule) => scope.compile(rule, scope))
  return (data, asking) => {
    const value = evaluate[choose(data, asking)]?.(data, asking) ?? null
    return typeof value === 'object' ? null : value
  }
}

export type Shares = {
  readonly results: readonly Json[]
  /** Which of the results it is; -1 for none. */
  readonly choose: (data: unknown, asking: Asking) => number
}

export function compileShares(args: Json, scope: Scope): Shares {
  const { key, entries } = partsOf(args)
  const keyOf = key === null ? subjectKey(scope.flagKey) : scope.compile(key, scope)
  const results = entries.map(([result = null]) => result)
  const weights = entries.map(([, weight = 1]) => weight)
  const literal = weights.filter((weight) => typeof weight === 'number')
  const choose =
    literal.length === weights.length
      ? fixedShares(
          keyOf,
          literal.map((weight) => Math.max(0, weight)),
        )
      : reckonedShares(
          keyOf,
          weights.map((weight) => scope.compile(weight, scope)),
        )
  return { results, choose }
}

/** The key comes first when what comes first is no list. */
export function partsOf(args: Json): { readonly key: Json; readonly entries: readonly (readonly Json[])[] } {
  const all = listOf(args)
  const [first = null] = all
  const key = Array.isArray(first) ? null : first
  return { key, entries: (key === null ? all : all.slice(1)).map(listOf) }
}

const subjectKey =
  (flagKey: string): Evaluate =>
  (_, { context: { targetingKey } }) =>
    targetingKey ? `${flagKey}${targetingKey}` : null

/** Weights that stand in the rule: where each share ends is known beforehand. */
function fixedShares(keyOf: Evaluate, weights: readonly number[]): Shares['choose'] {
  let sum = 0
  const ends = weights.map((weight) => (sum += weight))
  return (data, asking) => {
    const key = keyOf(data, asking)
    if (typeof key !== 'string' || sum > WEIGHTS_MAX) return -1
    return shareAt(bucketOf(key, sum), ends)
  }
}

function reckonedShares(keyOf: Evaluate, weights: readonly Evaluate[]): Shares['choose'] {
  return (data, asking) => {
    const key = keyOf(data, asking)
    if (typeof key !== 'string') return -1
    let sum = 0
    const ends: number[] = []
    for (const weightOf of weights) {
      const weight = weightOf(data, asking)
      if (!Number.isInteger(weight)) return -1
      sum += Math.max(0, weight as number)
      ends.push(sum)
    }
    return sum > WEIGHTS_MAX ? -1 : shareAt(bucketOf(key, sum), ends)
  }
}

function shareAt(bucket: number, ends: readonly number[]): number {
  for (let i = 0; i < ends.length; i++) if ((ends[i] ?? 0) > bucket) return i
  return -1
}

/** `(hash * sum) >> 32`, exactly: in two halves, because the product may have 63 bits and a number has 53. */
function bucketOf(key: string, sum: number): number {
  const hash = murmur3(key, 0)
  const high = hash * Math.floor(sum / 65_536)
  const low = Math.floor((hash * (sum % 65_536)) / 65_536)
  return Math.floor((high + low) / 65_536)
}
