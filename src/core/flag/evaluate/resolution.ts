import type { Scalar } from '../../runbook/runbook.ts'
import type { VariantValue } from '../definition/definition.ts'

/**
 * What a flag answers. Reasons and error codes are OpenFeature's (https://openfeature.dev/specification/types); SPLIT says that a
 * share of the subjects decided: `fractional`, or the traffic's own split.
 */
export type Resolution =
  | {
      readonly outcome: 'value'
      readonly value: VariantValue
      readonly variant: string
      readonly reason: 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DEFAULT'
      readonly metadata: Metadata
    }
  /** No value: the caller uses the default in its own code. */
  | { readonly outcome: 'code-default'; readonly reason: 'DEFAULT' | 'DISABLED'; readonly metadata: Metadata }
  | {
      readonly outcome: 'error'
      readonly errorCode: ErrorCode
      readonly errorDetails: string
      readonly metadata: Metadata
    }

export type ErrorCode =
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL'

export type Metadata = Readonly<Record<string, Scalar>>

export function failure(errorCode: ErrorCode, errorDetails: string, metadata: Metadata): Resolution {
  return { outcome: 'error', errorCode, errorDetails, metadata }
}
