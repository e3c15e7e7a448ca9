import { z } from 'zod'
import { shownScalar } from '../../kernel/schema/shown.ts'

/** Of OFREP 0.3, https://github.com/open-feature/protocol: what comes and goes is written there, and only repeated here. */
const externalDocs = { url: 'https://github.com/open-feature/protocol/blob/main/service/openapi.yaml' }

const metadata = z.record(z.string(), shownScalar).optional()

export const ofrepRequest = z
  .looseObject({
    context: z
      .looseObject(
        { targetingKey: z.string('targetingKey has to be text').optional() },
        'context has to be an object',
      )
      .optional()
      .meta({
        description: 'The subject (`targetingKey`) and whatever else rules ask for, such as `segment`.',
      }),
  })
  .meta({ id: 'OfrepRequest', externalDocs })

export const ofrepSuccess = z
  .strictObject({
    key: z.string(),
    value: z.union([shownScalar, z.record(z.string(), z.unknown())]).optional(),
    reason: z.enum(['STATIC', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN']),
    variant: z.string().optional(),
    metadata,
  })
  .meta({
    id: 'OfrepEvaluation',
    description:
      'Without `value` the caller uses the default in its own code. UNKNOWN with `reason` DEFAULT in the metadata: no rule matched.',
    externalDocs,
  })

export const ofrepFailure = z
  .strictObject({
    key: z.string(),
    errorCode: z.enum([
      'FLAG_NOT_FOUND',
      'PARSE_ERROR',
      'TARGETING_KEY_MISSING',
      'INVALID_CONTEXT',
      'GENERAL',
    ]),
    errorDetails: z.string(),
    metadata,
  })
  .meta({ id: 'OfrepFailure', externalDocs })

export const ofrepBulk = z
  .strictObject({ flags: z.array(z.union([ofrepSuccess, ofrepFailure])) })
  .meta({ id: 'OfrepBulk', externalDocs })

export const ofrepBulkFailure = z
  .strictObject({
    errorCode: z.enum(['PARSE_ERROR', 'INVALID_CONTEXT', 'GENERAL']),
    errorDetails: z.string(),
  })
  .meta({ id: 'OfrepBulkFailure', externalDocs })
