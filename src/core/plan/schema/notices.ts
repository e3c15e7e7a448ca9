import { z } from 'zod'
import { list } from '../../document/container.ts'
import { duration, sentence, slug } from '../../document/leaf.ts'
import { offset } from '../../document/offset.ts'
import { stepKeys } from '../step/effect-keys.ts'

const notice = z
  .strictObject({
    on: z
      .union([slug, list(slug, 20).min(1)], {
        error: () =>
          sentence('this has to be a milestone or a list of them', 'write started, or [started, rollback]'),
      })
      .optional()
      .describe('At which milestones, such as started, rollback or succeeded.'),
    at: offset.optional().describe('At which moment, counted from T.'),
    every: duration.optional().describe('How often, from the milestone or `from` on.'),
    from: offset.optional().describe('With every: from which moment on. Default: T.'),
    until: offset.optional().describe('With every: until which moment. Default: the end of the change.'),
    to: list(slug, 20).min(1).describe('Audiences of the catalog.'),
    template: slug.optional().describe('The text of the catalog. Default: the one of the milestone.'),
    when: stepKeys.when.describe('An expression over inputs; false leaves the notice out.'),
  })
  .refine(({ on, at, every }) => on !== undefined || at !== undefined || every !== undefined, {
    error: () => sentence('nothing says when this is sent', 'write on, at or every'),
  })
  .refine(({ on, at, every }) => at === undefined || (on === undefined && every === undefined), {
    error: () => sentence('`at` is a single moment', 'write either at, or on and every'),
  })
  .refine(({ every, from, until }) => every !== undefined || (from === undefined && until === undefined), {
    error: () => sentence('`from` and `until` belong to `every`', 'write every, or remove them'),
  })

export const notices = list(notice, 100).min(1).describe('Who is told what, and when.')
