import { z } from 'zod'
import { PERMISSIONS, ROLE_NAMES } from '../../../core/access/roles.ts'
import { instant } from '../../kernel/schema/shown.ts'

export const tokenSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Names it; it lets nobody in.' }),
    name: z.string().meta({ description: 'Who acts with it, in the journal.' }),
    roles: z.array(z.string()).meta({ description: `Of ${ROLE_NAMES.join(', ')}.` }),
    state: z.enum(['valid', 'expired', 'revoked']),
    createdBy: z.string(),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable().meta({ description: 'To the minute; null while it was never used.' }),
    revokedBy: z.string().nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'Token', description: 'A way in, without its secret.' })

export const sessionSchema = z
  .strictObject({
    name: z.string().meta({ description: 'Who acts, in the journal.' }),
    roles: z.array(z.string()),
    permissions: z.array(z.enum(PERMISSIONS)),
    expiresAt: instant,
    csrf: z.string().nullable().meta({
      description:
        'What `X-CSRF-Token` has to carry in every request that acts; null for a bearer token, which needs none.',
    }),
  })
  .meta({ id: 'Session', description: 'Who asks, and what they may.' })
