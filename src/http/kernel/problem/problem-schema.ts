import { z } from 'zod'

/** RFC 9457, with `remedy`, and further members by type. */
export const problemSchema = z
  .looseObject({
    type: z.string().meta({ description: 'Which problem it is: `urn:cutwater:problem:` and its name.' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What was wrong here, and where.' }),
    instance: z.string().meta({ description: 'The path that was asked.' }),
    remedy: z.string().meta({ description: 'What to do instead.' }),
  })
  .meta({ id: 'Problem', description: 'What is wrong with a request, or why it was refused.' })
