import { z } from 'zod'
import type { FlagDefinition } from '../../../core/flag/definition/definition.ts'
import { checkFlagFile } from '../../../core/flag/file/check-flag-file.ts'
import { type FlagsImported, importFlags } from '../../../runtime/flags/import-flags.ts'
import { actorOf } from '../../kernel/access/caller.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { because } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { unknownTarget } from '../targets/target-params.ts'
import { flagFaults } from './body.ts'
import { FLAG_PARAMS, seen } from './routes.ts'
import { importedSchema } from './schema.ts'

export function flagImportRoutes(serve: Serve, house: Pick<House, 'flagSets' | 'act'>): void {
  serve({
    id: 'importFlags',
    method: 'post',
    path: '/v1/flags/{environment}/{target}/import',
    tag: 'Flags',
    summary: 'Set every flag of a file of flagd',
    description:
      'All of them or none; flags that the file does not name stay as they are. With `dryRun` nothing is done: the answer says what would be.',
    permission: 'set-flag',
    params: { environment: FLAG_PARAMS.environment, target: FLAG_PARAMS.target },
    body: z.strictObject({
      file: z.record(z.string(), z.unknown()).meta({
        description: 'As flagd reads it: flags by their names, and $evaluators and metadata beside them.',
      }),
      dryRun: z.boolean().optional(),
      because,
    }),
    example: {
      file: { flags: { checkout: { state: 'ENABLED', variants: { on: true, off: false } } } },
      dryRun: true,
      because: 'launch day',
    },
    answers: { 200: { description: 'What became of each flag, or would.', schema: importedSchema } },
    refusals: ['unknown-target', 'flag-locked', 'flag-faults', 'push-failed'],
  }).by(async ({ params, body: { file, because, dryRun = false }, caller }) => {
    const order = { ...params, flags: flagsIn(file), because, dryRun, actor: actorOf(caller) }
    const answer = await house.act(importFlags, order)
    if ('refused' in answer) throw refusedBy(params, answer)
    await seen(house)
    if (answer.untold !== null)
      throw new ProblemError(
        'push-failed',
        `The flags are stored, but ${params.environment}/${params.target} did not take all of them: ${answer.untold}.`,
        'Import them again when its flag service answers.',
      )
    return { status: 200, body: { ...params, imported: answer.imported, flags: [...answer.flags] } }
  })
}

function flagsIn(file: unknown): ReadonlyMap<string, FlagDefinition> {
  const checked = checkFlagFile(file)
  if ('flags' in checked) return checked.flags
  throw flagFaults(checked.faults)
}

function refusedBy(
  { environment, target }: { readonly environment: string; readonly target: string },
  answer: Extract<FlagsImported, { refused: unknown }>,
): ProblemError {
  if (answer.refused === 'target') return unknownTarget(`${environment}/${target}`)
  const named = answer.locked.map(
    ({ flag, lockedBy, because }) => `${flag} is locked by ${lockedBy}: ${because}`,
  )
  return new ProblemError(
    'flag-locked',
    `Nothing was set on ${environment}/${target}: ${named.slice(0, 5).join('; ')}${named.length > 5 ? ` and ${named.length - 5} more` : ''}.`,
    'Unlock them first, with a reason, or leave them out of the file.',
  )
}
