import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Millis } from '../time/instant.ts'
import { LOG_LEVELS, type LogLevel } from './log-level.ts'
import { type LookAct, lookSchemas } from './look.ts'
import type { Scalar, Value } from './value.ts'
import { valueSchema } from './value-schema.ts'

/** One thing done to the outside world. The binding says how. */
export type Act =
  /** `log`: what it logs until it is adopted. */
  | { readonly act: 'deploy'; readonly target: string; readonly version: Value; readonly log?: LogLevel }
  | { readonly act: 'undeploy'; readonly target: string; readonly of?: DoneFor }
  | {
      readonly act: 'action'
      readonly name: string
      readonly with: Readonly<Record<string, Value>>
      readonly of?: DoneFor
    }
  | {
      readonly act: 'set-flags'
      readonly targets: readonly string[]
      readonly set: Readonly<Record<string, Value>>
      readonly lock: boolean
      /** It asks no lock: a flag that follows the weight of a rollout. */
      readonly passLock?: true
      /** Staged until so long after T, or before it where it is negative; absent: set at once. */
      readonly live?: Millis
    }
  | {
      readonly act: 'restore-flags'
      readonly targets: readonly string[]
      readonly flags: readonly string[]
      /** What they held before that change set them, if they still hold what it left; default: before this one. */
      readonly of?: FlagsOf
      /** Those that are locked afterwards. */
      readonly lock?: readonly string[]
    }
  | {
      readonly act: 'read-flag'
      readonly targets: readonly string[]
      readonly flag: string
      readonly equals: Value
    }
  /** Of the side that is stable by now. */
  | { readonly act: 'log-level'; readonly target: string; readonly level: LogLevel }
  | LookAct
  /** Has a channel told, and is done when that has acknowledged it. */
  | { readonly act: 'tell'; readonly channel: string; readonly words: string }

/** Of a revert: for which change it was done before, and with which version; default: the change that runs it. */
export type DoneFor = { readonly change: string; readonly version: string }

export type FlagsOf = {
  readonly change: string
  /** Changes whose locks may be replaced; any other lock leaves the flag as it is. */
  readonly locks: readonly string[]
}

const targets = z.array(z.string())
const doneFor = z.strictObject({ change: z.string(), version: z.string() })

/** As runbooks and the journal keep it. */
export const actSchema = exactly<Act>()(
  z.discriminatedUnion('act', [
    z.strictObject({
      act: z.literal('deploy'),
      target: z.string(),
      version: valueSchema,
      log: z.enum(LOG_LEVELS).exactOptional(),
    }),
    z.strictObject({ act: z.literal('log-level'), target: z.string(), level: z.enum(LOG_LEVELS) }),
    z.strictObject({ act: z.literal('undeploy'), target: z.string(), of: doneFor.exactOptional() }),
    z.strictObject({
      act: z.literal('action'),
      name: z.string(),
      with: z.record(z.string(), valueSchema),
      of: doneFor.exactOptional(),
    }),
    z.strictObject({
      act: z.literal('set-flags'),
      targets,
      set: z.record(z.string(), valueSchema),
      lock: z.boolean(),
      passLock: z.literal(true).exactOptional(),
      live: z.number().exactOptional(),
    }),
    z.strictObject({
      act: z.literal('restore-flags'),
      targets,
      flags: z.array(z.string()),
      of: z.strictObject({ change: z.string(), locks: z.array(z.string()) }).exactOptional(),
      lock: z.array(z.string()).exactOptional(),
    }),
    z.strictObject({ act: z.literal('read-flag'), targets, flag: z.string(), equals: valueSchema }),
    ...lookSchemas,
    z.strictObject({ act: z.literal('tell'), channel: z.string(), words: z.string() }),
  ]),
)

/** A value, or why it cannot be known: an output that was not reported, or not of the kind expected. */
export type Evaluated = { readonly value: Scalar } | Unknown
export type Unknown = { readonly unknown: string }
type Values = Readonly<Record<string, Value>>
export type Evaluate = {
  one(value: Value): Evaluated
  all(values: Values): { readonly values: Readonly<Record<string, Scalar>> } | Unknown
}

/** The act with every value known that was left to run time, or why it cannot be known yet what to do. */
export function withValuesKnown(act: Act, evaluate: Evaluate): { readonly act: Act } | Unknown {
  switch (act.act) {
    case 'deploy': {
      const version = evaluate.one(act.version)
      return 'unknown' in version ? version : { act: { ...act, version: version.value } }
    }
    case 'read-flag': {
      const equals = evaluate.one(act.equals)
      return 'unknown' in equals ? equals : { act: { ...act, equals: equals.value } }
    }
    case 'action': {
      const all = evaluate.all(act.with)
      return 'unknown' in all ? all : { act: { ...act, with: all.values } }
    }
    case 'set-flags': {
      const all = evaluate.all(act.set)
      return 'unknown' in all ? all : { act: { ...act, set: all.values } }
    }
    case 'undeploy':
    case 'restore-flags':
    case 'log-level':
    case 'suite':
    case 'check':
    case 'http':
    case 'incidents':
    case 'tell':
      return { act }
  }
}
