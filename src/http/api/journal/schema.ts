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
  })
  .meta({ id: 'Checkpoint', description: 'A signed Merkle root over the heads of the streams that moved.' })
