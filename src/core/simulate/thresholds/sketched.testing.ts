import assert from 'node:assert/strict'
import { parse } from 'yaml'
import { sketch } from '../../plan/sketches/sketches.testing.ts'

type Name = Parameters<typeof sketch>[0]
export type Words = Readonly<Record<string, unknown>>

/** A rule as a runbook's plan has it, about one signal, with what it stands in. */
export type Sketched = {
  readonly plan: Name
  readonly list: 'guards' | 'gates' | 'checklist'
  readonly rule: Words & { readonly signal: string }
  /** The stage, rollout, bake or verification around it; the plan around a guard. */
  readonly within: Words
}

/** The one rule of a plan that says this of a signal, in these words. */
export function sketched(plan: Name, list: Sketched['list'], signal: string, says: Words): Sketched {
  const found = rulesOf(plan).filter(
    (one) =>
      one.list === list &&
      one.rule.signal === signal &&
      Object.entries(says).every(([word, value]) => String(one.rule[word]) === String(value)),
  )
  const [first] = found
  assert.ok(
    first !== undefined,
    `${plan} has no rule on ${signal} among its ${list} that says ${JSON.stringify(says)}`,
  )
  return { ...first, rule: { ...first.rule, signal } }
}

/** What a plan states instead of measuring it. */
export function statedIn(plan: Name): Words {
  const [stated = {}] = holders(parse(sketch(plan)), 'stated')
  return stated as Words
}

const read = new Map<Name, readonly Sketched[]>()

function rulesOf(plan: Name): readonly Sketched[] {
  const known = read.get(plan)
  if (known !== undefined) return known
  const all: Sketched[] = []
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const list of ['guards', 'gates', 'checklist'] as const)
      for (const rule of listed(value, list))
        for (const signal of [rule.signal].flat())
          if (typeof signal === 'string')
            all.push({ plan, list, rule: { ...rule, signal }, within: value as Words })
    for (const inner of Object.values(value)) collect(inner)
  }
  collect(parse(sketch(plan)))
  read.set(plan, all)
  return all
}

function listed(value: object, key: string): readonly Words[] {
  const list = (value as Words)[key]
  return Array.isArray(list)
    ? list.filter((one): one is Words => typeof one === 'object' && one !== null)
    : []
}

function holders(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const own = (value as Words)[key]
  return [
    ...(own === undefined ? [] : [own]),
    ...Object.values(value).flatMap((inner) => holders(inner, key)),
  ]
}
