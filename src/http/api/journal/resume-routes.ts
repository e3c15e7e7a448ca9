import { z } from 'zod'
import { resumeJournal } from '../../../runtime/journal/resume-journal.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { because } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { resumedSchema } from './schema.ts'

/** After a restore or a lost key: the one way in which the journal is signed over something that is gone. */
export function resumeRoutes(serve: Serve, house: Pick<House, 'act'>): void {
  serve({
    id: 'resumeJournal',
    method: 'post',
    path: '/v1/journal/resume',
    tag: 'Journal',
    summary: 'Have the journal signed as it is, after a restore or with a new key',
    description:
      'Where checkpoints that were signed are gone, or the key is, nothing is signed any more until this is asked; where a sink in other hands holds another history, nothing more is given to it until then. It stands in the journal and in the checkpoint that follows for good. Where the journal is signed as usual and sinks have the same, nothing happens.',
    permission: 'resume-journal',
    body: z.strictObject({ because }),
    example: { because: 'the database was restored from the backup of last night' },
    answers: { 200: { description: 'It is signed, from here on.', schema: resumedSchema } },
  }).by(async ({ caller, body }) => {
    const order = { because: body.because, by: { kind: 'person', name: caller.name } } as const
    return { status: 200, body: await house.act(resumeJournal, order) }
  })
}
