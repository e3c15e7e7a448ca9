import { z } from 'zod'
import {
  ATTACHMENT_BYTES_MAX,
  ATTACHMENTS_BYTES_MAX,
  ATTACHMENTS_MAX,
} from '../../../core/change/items/attachment-bounds.ts'
import { keepAttachment } from '../../../runtime/change/attachments.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { UPLOAD_LIMIT_MS } from '../../kernel/request/read-text.ts'
import { SHA256 } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { unknownAttachment } from './named-file.ts'
import { CHANGE_PARAMS, unknownChange } from './routes.ts'

/** Storing it takes a moment of its own. */
const ANSWERED_WITHIN_MS = UPLOAD_LIMIT_MS + 10_000

/** Files that come with what people say. */
export function attachmentRoutes(serve: Serve, house: Pick<House, 'read' | 'act'>): void {
  serve({
    id: 'uploadAttachment',
    method: 'post',
    path: '/v1/changes/{id}/attachments',
    tag: 'Changes',
    summary: 'Keep a file for a change, to be named by a tick, or by the word that a task is done',
    description: `Of ${ATTACHMENT_BYTES_MAX / 1_048_576} MiB at most; a larger one is refused before it is read.`,
    permission: 'answer-change',
    params: CHANGE_PARAMS,
    upload: { bytesMax: ATTACHMENT_BYTES_MAX },
    limitMs: ANSWERED_WITHIN_MS,
    answers: {
      201: {
        description: 'It is kept, under the hash of its content.',
        schema: z.strictObject({ sha256: z.string(), bytes: z.int() }),
      },
    },
    refusals: ['unknown-change', 'refused'],
  }).by(async ({ params: { id }, file, caller }) => {
    const kept = await house.act(keepAttachment, id, file, actorOf(caller))
    if (kept.kept) return { status: 201, body: { sha256: kept.sha256, bytes: kept.bytes } }
    if (kept.because === 'unknown-change') throw unknownChange(id)
    throw new ProblemError(
      'refused',
      `${id} has as many files as a change may have: ${ATTACHMENTS_MAX}, or ${ATTACHMENTS_BYTES_MAX / 1_048_576} MiB together.`,
      'Keep the file elsewhere, and say in the note where it is.',
    )
  })

  serve({
    id: 'getAttachment',
    method: 'get',
    path: '/v1/changes/{id}/attachments/{sha256}',
    tag: 'Changes',
    summary: "A file that came with a person's word",
    permission: 'read',
    params: {
      ...CHANGE_PARAMS,
      sha256: {
        schema: z
          .string()
          .regex(SHA256)
          .meta({ examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'] }),
        unknown: ({ id = '', sha256 = '' }) => unknownAttachment(id, sha256),
      },
    },
    answers: {
      200: {
        description: 'The file, as it was sent.',
        type: 'application/octet-stream',
        schema: z.string().meta({ format: 'binary' }),
        headers: { 'Content-Disposition': 'To be kept, never shown.' },
      },
    },
    refusals: ['unknown-change', 'unknown-attachment'],
  }).by(async ({ params: { id, sha256 } }) => {
    const content = await house.read.attachment(id, sha256)
    if (content === null) throw unknownAttachment(id, sha256)
    const headers = { 'content-disposition': 'attachment', 'content-length': `${content.byteLength}` }
    return { status: 200, headers, body: new Blob([content.slice()]).stream() }
  })
}
