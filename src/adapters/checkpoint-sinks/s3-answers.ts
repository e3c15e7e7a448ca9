import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { headOf } from '../../core/journal/sinks/object-key.ts'
import type { SignedHead } from '../../ports/store/journal.ts'

/** Entities beyond the five of XML are not filled in: a few bytes could otherwise become many gigabytes. */
const parser = new XMLParser({
  ignoreAttributes: true,
  processEntities: false,
  parseTagValue: false,
  isArray: (name) => name === 'Contents',
})

const listing = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.enum(['true', 'false']),
    NextContinuationToken: z.string().optional(),
    Contents: z
      .array(z.object({ Key: z.string() }))
      .max(1_000)
      .optional(),
  }),
})
const lock = z.object({ ObjectLockConfiguration: z.object({ ObjectLockEnabled: z.literal('Enabled') }) })
const failure = z.object({ Error: z.object({ Code: z.string(), Message: z.string().optional() }) })

export type S3Page = {
  readonly heads: readonly SignedHead[]
  /** Null at the end. */
  readonly next: string | null
}

/** A page of ListObjectsV2; keys that are not of checkpoints are passed over. Null for what is none. */
export function s3PageOf(text: string, prefix: string): S3Page | null {
  const read = listing.safeParse(xmlOf(text))
  if (!read.success) return null
  const { IsTruncated, NextContinuationToken, Contents = [] } = read.data.ListBucketResult
  if (IsTruncated === 'true' && NextContinuationToken === undefined) return null
  return {
    heads: Contents.flatMap(({ Key }) => headOf(prefix, withEntities(Key)) ?? []),
    next: IsTruncated === 'true' ? withEntities(NextContinuationToken ?? '') : null,
  }
}

/** Whether an answer to GetObjectLockConfiguration says that the bucket has it. */
export const hasObjectLock = (text: string): boolean => lock.safeParse(xmlOf(text)).success

export function s3ErrorOf(text: string): { readonly code: string; readonly message: string } | null {
  const read = failure.safeParse(xmlOf(text))
  return read.success
    ? { code: read.data.Error.Code, message: withEntities(read.data.Error.Message ?? '') }
    : null
}

function xmlOf(text: string): unknown {
  if (/<!DOCTYPE/i.test(text)) return null
  try {
    return parser.parse(text)
  } catch {
    return null
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const withEntities = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
