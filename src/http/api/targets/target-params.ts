import { z } from 'zod'
import type { Param } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { NAME } from '../../kernel/schema/words.ts'

/** Which target a path means. */
type TargetParams = { readonly environment: string; readonly name: string }

export const fullName = ({ environment, name }: TargetParams): string => `${environment}/${name}`

const part: Param = {
  schema: z.string().regex(NAME),
  unknown: ({ environment = '', name = '' }) => unknownTarget(fullName({ environment, name })),
}

export const TARGET_PARAMS = { environment: part, name: part } as const

export function unknownTarget(target: string): ProblemError {
  return new ProblemError(
    'unknown-target',
    `There is no target ${target.slice(0, 200)}.`,
    'cutwater doctor checks the binding, which names them all (GET /v1/targets).',
  )
}
