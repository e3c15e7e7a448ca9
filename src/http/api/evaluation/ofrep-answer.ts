import type { VariantValue } from '../../../core/flag/definition/definition.ts'
import type { ErrorCode, Metadata, Resolution } from '../../../core/flag/evaluate/resolution.ts'

/** A resolution in the words of OFREP 0.3 (https://github.com/open-feature/protocol, service/openapi.yaml). */
export type OfrepSuccess = {
  readonly key: string
  /** Absent: the caller uses the default in its own code. */
  readonly value?: VariantValue
  readonly reason: 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED' | 'UNKNOWN'
  readonly variant?: string
  readonly metadata?: Metadata
}

export type OfrepFailure = {
  readonly key: string
  readonly errorCode: ErrorCode
  readonly errorDetails: string
  readonly metadata?: Metadata
}

export function ofrepAnswer(key: string, said: Resolution): OfrepSuccess | OfrepFailure {
  if (said.outcome === 'error') {
    const { errorCode, errorDetails, metadata } = said
    return { key, errorCode, errorDetails, ...shown(metadata) }
  }
  const { reason, metadata } = said
  // OFREP has no DEFAULT among its reasons. Clients made from its document would refuse that; so it stands beside.
  const why =
    reason === 'DEFAULT'
      ? ({ reason: 'UNKNOWN', ...shown({ reason: 'DEFAULT', ...metadata }) } as const)
      : { reason, ...shown(metadata) }
  return said.outcome === 'value'
    ? { key, value: said.value, variant: said.variant, ...why }
    : { key, ...why }
}

export const isFailure = (answer: OfrepSuccess | OfrepFailure): answer is OfrepFailure =>
  'errorCode' in answer

const shown = (metadata: Metadata) => (Object.keys(metadata).length === 0 ? {} : { metadata })
