import { z } from 'zod'
import type { Attachment } from '../../../core/change/state/change.ts'
import { findAttachment } from '../../../runtime/change/attachments.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { line, SHA256 } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'

/** A file that was uploaded before, as a word names it. */
export const namedFile = z.strictObject({
  sha256: z.string().regex(SHA256, 'this is no SHA-256 in lower-case hex'),
  name: line(200),
})

/** What the server knows of a file counts, not what is said of it. */
export async function keptFile(
  house: Pick<House, 'act'>,
  id: string,
  { sha256, name }: z.output<typeof namedFile>,
): Promise<Attachment> {
  const found = await house.act(findAttachment, id, sha256)
  if (found === null) throw unknownAttachment(id, sha256)
  return { name, sha256, bytes: found.bytes }
}

export function unknownAttachment(id: string, sha256: string): ProblemError {
  return new ProblemError(
    'unknown-attachment',
    `${id.slice(0, 40)} has no file with the hash ${sha256.slice(0, 70)}.`,
    'Upload it to this change first; the answer says its hash.',
  )
}
