import { z } from 'zod'
import type { SarifLevel, SarifSeen } from '../../core/validation/kinds/sarif.ts'
import type { Look } from '../../ports/look.ts'
import { brief } from '../../ports/printable.ts'
import { whole } from './files.ts'

const level = z.enum(['none', 'note', 'warning', 'error'])

const result = z.object({
  level: level.optional(),
  kind: z.string().optional(),
  ruleId: z.string().optional(),
  ruleIndex: z.number().optional(),
  rule: z.object({ id: z.string().optional(), index: z.number().optional() }).optional(),
  message: z.object({ text: z.string().optional() }).optional(),
  suppressions: z.array(z.object({ status: z.string().optional() })).optional(),
})

const rules = z.array(
  z.object({ id: z.string(), defaultConfiguration: z.object({ level: level.optional() }).optional() }),
)

const log = z.object({
  version: z.literal('2.1.0'),
  runs: z.array(
    z.object({
      tool: z.object({ driver: z.object({ rules: rules.optional() }) }),
      results: z.array(result).nullish(),
    }),
  ),
})

type Run = z.output<typeof log>['runs'][number]
type Result = z.output<typeof result>

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. */
export function sarifLook(dir: string): Look<'sarif'> {
  return async ({ path }): Promise<SarifSeen> => {
    const file = await whole(dir, path)
    if (!('text' in file)) return file
    const read = readLog(file.text)
    if (read === null) return { unable: `${path} is not SARIF 2.1.0` }
    // A scanner that left no results did not finish; an empty list is one that found nothing: 3.14.23.
    if (read.runs.length === 0 || read.runs.some(({ results }) => results === null || results === undefined))
      return { unable: `${path} has a run without results: the scanner did not finish` }
    const found = read.runs.flatMap((run) => (run.results ?? []).flatMap((one) => counted(one, run)))
    const worst = LEVELS.flatMap((level) => found.filter((one) => one.level === level))[0]
    return {
      results: {
        error: found.filter(({ level }) => level === 'error').length,
        warning: found.filter(({ level }) => level === 'warning').length,
        note: found.filter(({ level }) => level === 'note').length,
      },
      first: worst === undefined ? null : brief(worst.says, 160),
      modifiedAt: file.modifiedAt,
    }
  }
}

const LEVELS: readonly SarifLevel[] = ['error', 'warning', 'note']

function readLog(text: string): z.output<typeof log> | null {
  try {
    const read = log.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** By 3.27.9 and 3.27.10: only what fails has a level, which its rule may give, and which is a warning otherwise. */
function counted(one: Result, run: Run): { level: SarifLevel; says: string }[] {
  const isSuppressed = (one.suppressions ?? []).some(({ status = 'accepted' }) => status === 'accepted')
  if (isSuppressed || (one.kind ?? 'fail') !== 'fail') return []
  const known = run.tool.driver.rules ?? []
  const id = one.ruleId ?? one.rule?.id
  const rule = known[one.ruleIndex ?? one.rule?.index ?? -1] ?? known.find((rule) => rule.id === id)
  const level = one.level ?? rule?.defaultConfiguration?.level ?? 'warning'
  if (level === 'none') return []
  return [
    { level, says: [id ?? rule?.id, one.message?.text].filter((part) => part !== undefined).join(': ') },
  ]
}
