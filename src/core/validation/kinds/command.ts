import { z } from 'zod'
import { checkNoVariables } from '../../address/check-variables.ts'
import { list, record } from '../../document/container.ts'
import type { Fault, Path } from '../../document/finding.ts'
import { line, someText } from '../../document/leaf.ts'
import type { Millis } from '../../time/instant.ts'
import { checkKind } from '../basis/kind.ts'
import { isWithin, type Limit, limitFaults, limitOf, limits, oneLimit, shareWanted } from '../basis/limits.ts'
import { failed, passed, took, unknown, type Verdict } from '../basis/verdict.ts'

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)

const schema = z
  .strictObject({
    run: list(someText, 100).min(1).describe('Program and arguments, without a shell.'),
    cwd: someText
      .optional()
      .describe('Where it runs, relative to this file. Default: the directory of this file.'),
    passEnv: list(variable, 50)
      .optional()
      .describe('Variables of our own environment that it gets. Default: PATH.'),
    env: record(variable, line)
      .optional()
      .describe('Further variables; secret:NAME is resolved when it starts.'),
    ...limits,
  })
  .refine(...oneLimit)

export type CommandCheck = {
  readonly run: readonly string[]
  readonly cwd: string | null
  readonly passEnv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Variables that say for which change it is looked at; absent: for none. */
  readonly told?: Readonly<Record<string, string>>
  /** Of what it counts: the share that has to be good. Null: all of it. */
  readonly limit: Limit | null
}

/** `unable`: it could not be run at all. */
export type CommandSeen =
  | { readonly unable: string }
  | {
      /** Null: it was ended by us, because it took too long. */
      readonly exitCode: number | null
      /** Bounded, without secrets. */
      readonly output: string
      readonly errors: string
      readonly ms: Millis
    }

/**
 * What a program of one's own answers, as the last line that it prints: `{ "ok": true, "says": "Running", "good": 45,
 * "total": 45 }`. All of it may be left out: exit code 0 is then enough, and the last line is what it says.
 */
const answer = z.object({
  ok: z.boolean().optional(),
  says: z.string().max(500).optional(),
  good: z.number().min(0).optional(),
  total: z.number().min(0).optional(),
})

/** A check of one's own. */
export const command = checkKind({
  kind: 'command',
  schema,
  bind: ({ run, cwd = null, passEnv = ['PATH'], env = {}, ...written }): CommandCheck => ({
    run,
    cwd,
    passEnv,
    env,
    limit: limitOf(written),
  }),
  faults: (path: Path, written): readonly Fault[] => [
    ...written.run.flatMap((argument, i) => checkNoVariables([...path, 'run', i], argument)),
    ...Object.entries(written.env ?? {}).flatMap(([name, value]) =>
      checkNoVariables([...path, 'env', name], value),
    ),
    ...limitFaults(path, written, 'ratio'),
  ],
  judge: ({ limit }: CommandCheck, seen: CommandSeen): Verdict => {
    if ('unable' in seen) return unknown(`Could not be run (${seen.unable})`)
    const { exitCode, output, errors, ms } = seen
    if (exitCode === null) return failed(`No answer within ${took(ms)}`)
    const last = lastLine(output)
    if (exitCode !== 0) return failed(`Failed (exit code ${exitCode})${behind(lastLine(errors) || last)}`)
    const read = answerIn(last)
    if (read === 'not-ours')
      return unknown(`Answered in a way that is not known${behind(last.slice(0, 100))}`)
    if (read === null) return passed(last === '' ? `OK (${took(ms)})` : last)
    const { ok = true, says = '', good, total } = read
    if (good === undefined || total === undefined)
      return limit !== null
        ? failed('it counts nothing: good and total are not in its answer')
        : ok
          ? passed(says || `OK (${took(ms)})`)
          : failed(says || 'Not well')
    const counted = { good, total }
    const words = `${good}/${total}${says === '' ? '' : ` ${says}`}`
    const enough = total > 0 && (limit === null ? good >= total : isWithin(limit, good / total))
    if (ok && enough) return { ...passed(words), counted }
    return { ...failed(`${words}${shareWanted(limit)}`), counted }
  },
})

const behind = (text: string): string => (text === '' ? '' : `: ${text}`)

/** A line of many characters is no sentence. */
const LINE_MOST = 300

function lastLine(text: string): string {
  const last = text.trimEnd().split('\n').at(-1)?.trim() ?? ''
  return last.length > LINE_MOST && !last.startsWith('{') ? `${last.slice(0, LINE_MOST)}...` : last
}

/** Null: it is text. */
function answerIn(text: string): z.output<typeof answer> | 'not-ours' | null {
  if (!text.startsWith('{')) return null
  try {
    const read = answer.safeParse(JSON.parse(text))
    return read.success ? read.data : 'not-ours'
  } catch {
    return 'not-ours'
  }
}
