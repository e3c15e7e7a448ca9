import type { Brought } from '../traffic/brought.ts'
import type { Check } from './check.ts'
import { leadCheck, type Reached } from './lead-check.ts'

/** A change for which checks are looked at, as far as they may want to know it. */
export type ForChange = {
  readonly id: string
  readonly environment: string
  /** Empty where it releases nothing. */
  readonly version: string
  readonly services: readonly string[]
  /** Of its rollouts. */
  readonly targets: readonly string[]
  /** Those of them whose new version takes requests and is not adopted yet. */
  readonly canaries: readonly string[]
  /** Where its new version is, on each of its targets. */
  readonly brought: readonly Brought[]
}

/**
 * A signal is that of the change's own targets, and of their new version while that takes requests, unless the check
 * says otherwise. What asks one of its targets over HTTP is led to its new version. A program is told which change it
 * is about. All else is looked at as ever.
 */
export function checkFor(check: Check, { canaries, targets, ...change }: ForChange, reached: Reached): Check {
  const { look } = check
  switch (look.kind) {
    case 'signal': {
      const own = look.at.targets ?? (targets.length === 0 ? null : targets)
      return { ...check, look: { kind: look.kind, at: { ...look.at, targets: own, canaries } } }
    }
    case 'command': {
      const told = {
        CUTWATER_CHANGE: change.id,
        CUTWATER_ENVIRONMENT: change.environment,
        CUTWATER_VERSION: change.version,
        CUTWATER_SERVICES: change.services.join(' '),
        CUTWATER_CANARIES: canaries.join(' '),
      }
      return { ...check, look: { kind: look.kind, at: { ...look.at, told } } }
    }
    case 'http':
    case 'page':
    case 'journey':
      return leadCheck(check, change, reached)
    case 'tcp':
    case 'tls':
    case 'dns':
    case 'sql':
    case 'redis':
    case 'prometheus':
    case 'file':
    case 'report':
    case 'sarif':
    case 'ticket':
    case 'ci':
      return check
  }
}

/** The targets whose new version one of these checks is about. */
export function canariesIn(checks: readonly Check[]): readonly string[] {
  const looked = checks.flatMap(({ look, led }) => {
    if (led !== undefined && 'on' in led) return [led.target]
    if (look.kind !== 'signal' || look.at.side === 'stable') return []
    const { canaries, targets } = look.at
    return canaries.filter((target) => targets?.includes(target) ?? true)
  })
  return [...new Set(looked)].sort()
}
