import { z } from 'zod'

const about = {
  target: z.string(),
  version: z.string().nullable().meta({ description: 'Null where the change names none.' }),
}

export const broughtSchema = z
  .union([
    z.strictObject({ ...about, is: z.enum(['there', 'adopted']), side: z.enum(['blue', 'green']) }),
    z.strictObject({ ...about, is: z.enum(['to-come', 'going', 'over']) }),
  ])
  .meta({
    id: 'Brought',
    description:
      'Where the new version of a change is on a target: to-come (nowhere yet), there (beside what serves everybody), adopted (it serves everybody), going (the change goes back), over (the change has ended).',
  })
