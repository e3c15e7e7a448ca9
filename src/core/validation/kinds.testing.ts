import assert from 'node:assert/strict'
import { parseBinding } from '../binding/parse.ts'
import type { Check, Kind } from './check.ts'
import { judgeCheck, type SeenBy } from './kinds.ts'

export const NOW = 1_790_000_000_000

const bindingWith = (written: string): string =>
  `environments:\n  staging:\n    prometheus: { url: http://127.0.0.1:9090, scrape: 5s }\n    checks:\n      it: ${written}\n`

/** A check as a person writes it. */
export function check(written: string): Check {
  const parsed = parseBinding(bindingWith(written), 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const bound = parsed.binding.environments.staging?.checks.it
  assert.ok(bound !== undefined)
  return bound
}

/** `passed: Healthy (200 OK, 45ms)`: what is said of it when that is what was seen. */
export function says<K extends Kind>(written: string, _kind: K, seen: SeenBy<K>): string {
  const { look } = check(written)
  const { outcome, says } = judgeCheck(look.kind, look.at as never, seen as never, NOW)
  return `${outcome}: ${says}`
}

/** The first thing that is wrong with it. */
export function refused(written: string): string {
  const parsed = parseBinding(bindingWith(written), 'cutwater.yaml')
  assert.ok('findings' in parsed)
  return parsed.findings[0]?.message ?? ''
}
