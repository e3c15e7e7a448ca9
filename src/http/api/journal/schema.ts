import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const position = z.int().min(0)

const actorSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('person'), name: z.string() }),
    z.strictObject({ kind: z.literal('engine') }),
    z.strictObject({ kind: z.literal('change'), id: z.string() }),
  ])
  .meta({
    id: 'Actor',
    description: 'Who did it: somebody with a token, Cutwater itself, or another change.',
  })

export const storedEntrySchema = z
  .strictObject({
    stream: z.string(),
    seq: position,
    at: z.int().meta({ description: 'Milliseconds since 1970, as they are hashed.' }),
    actor: actorSchema,
    type: z.string(),
    version: z.int(),
    data: z.unknown().meta({ description: 'By type and version.' }),
    previous: hash,
    hash: hash.meta({ description: 'SHA-256 over the RFC 8785 canonical JSON of everything else.' }),
  })
  .meta({ id: 'StoredEntry', description: 'An entry as it is stored, so that anybody can verify it.' })

export const headSchema = z
  .strictObject({ stream: z.string(), seq: position, hash })
  .meta({ id: 'Head', description: 'Where a stream ends.' })

export const checkpointSchema = z
  .strictObject({
    n: position,
    at: z.int(),
    previous: hash,
    heads: z.array(headSchema),
    root: hash,
    hash,
    signature: z.string().meta({ description: 'Ed25519 over `hash`, base64.' }),
    key: z.string(),
    resumes: z
      .strictObject({ after: position, by: z.string(), because: z.string() })
      .nullable()
      .optional()
      .meta({
        description:
          'Of one that took up what a restore or a lost key had broken off: up to which one the earlier ones count. Part of what is hashed.',
      }),
  })
  .meta({ id: 'Checkpoint', description: 'A signed Merkle root over the heads of the streams that moved.' })

export const resumedSchema = z
  .strictObject({
    already: z.boolean().meta({ description: 'It was signed as usual, and nothing happened.' }),
    head: z
      .strictObject({ n: position, hash })
      .nullable()
      .meta({ description: 'The newest checkpoint; null when nothing was written yet.' }),
    after: position
      .nullable()
      .meta({ description: 'What was signed up to here still counts; what came later is set aside.' }),
    key: z.string().meta({ description: 'The key that signs from now on.' }),
    newKey: z
      .boolean()
      .meta({ description: 'It was made for this: pin its public key wherever you verify.' }),
    was: z.enum(['cut-off', 'never-signed', 'key-lost', 'sink-differs']).nullable().meta({
      description: 'Why nothing was signed, or that a sink in other hands holds another history.',
    }),
  })
  .meta({ id: 'Resumed', description: 'The journal is signed.' })
