import { z } from 'zod'
import { secret, url } from '../../address/address.ts'
import { checkUrl } from '../../address/check-variables.ts'
import { list } from '../../document/container.ts'
import type { Fault, Path } from '../../document/finding.ts'
import { sentence, someText } from '../../document/leaf.ts'
import { checkKind } from '../basis/kind.ts'
import { failed, passed, unknown, type Verdict } from '../basis/verdict.ts'

const repository = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/, {
  error: () => sentence('this is not a repository', 'write OWNER/NAME'),
})
/** What git allows in the name of a branch or tag, and a hash. */
const ref = z.string().regex(/^(?!.*(\.\.|\/\/|@\{))[A-Za-z0-9][A-Za-z0-9._/@+-]{0,199}$/, {
  error: () => sentence('this is not a commit, branch or tag', 'write main, v2.0.0 or the hash of a commit'),
})

const schema = z.strictObject({
  repository: repository.describe('OWNER/NAME on GitHub.'),
  ref: ref.describe('Which commit: its hash, or a branch or tag.'),
  required: list(someText, 200)
    .min(1)
    .optional()
    .describe('Names of the checks that have to succeed. Default: all that there are.'),
  token: secret.optional().describe('The secret that holds a token that may read the repository.'),
  api: url.optional().describe('Where the API is. Default: https://api.github.com.'),
})

export type CiCheck = {
  readonly repository: string
  readonly ref: string
  /** Null: all that there are. */
  readonly required: readonly string[] | null
  readonly token: string | null
  readonly api: string
}

/** `state`: as GitHub says it, such as `success`, `timed_out`, `in_progress`. */
export type CiRun = { readonly name: string; readonly state: string }

export type CiSeen =
  | { readonly unable: string }
  /** `isCut`: there were more than are read. */
  | { readonly runs: readonly CiRun[]; readonly isCut: boolean }

/** GitHub lets those count as successful that had nothing to say. */
const GOOD: readonly string[] = ['success', 'neutral', 'skipped']
const UNDER_WAY: readonly string[] = ['queued', 'in_progress', 'waiting', 'requested', 'pending']

/** Whether everything that was run on a commit has succeeded. */
export const ci = checkKind({
  kind: 'ci',
  schema,
  timeLimitMs: 15_000,
  bind: ({ repository, ref, required, token, api = 'https://api.github.com' }): CiCheck => ({
    repository,
    ref,
    required: required ?? null,
    token: token ?? null,
    api: api.replace(/\/+$/, ''),
  }),
  faults: (path: Path, { api }): readonly Fault[] =>
    api === undefined ? [] : checkUrl([...path, 'api'], api, []),
  judge: ({ ref, required }: CiCheck, seen: CiSeen): Verdict => {
    if ('unable' in seen) return unknown(`Could not be asked (${seen.unable})`)
    const { runs, isCut } = seen
    const missing = (required ?? []).filter((name) => runs.every((run) => run.name !== name))
    const counting = required === null ? runs : runs.filter(({ name }) => required.includes(name))
    const bad = counting.filter(({ state }) => !GOOD.includes(state) && !UNDER_WAY.includes(state))
    const open = counting.filter(({ state }) => UNDER_WAY.includes(state))
    const total = counting.length + missing.length
    const good = counting.length - bad.length - open.length
    const words = [
      ...(bad.length === 0
        ? []
        : [listed(bad.map(({ name, state }) => `${name} ${state.replaceAll('_', ' ')}`))]),
      ...(open.length === 0 ? [] : [`not over: ${listed(open.map(({ name }) => name))}`]),
      ...(missing.length === 0 || isCut ? [] : [`did not run: ${listed(missing)}`]),
    ]
    if (words.length > 0)
      return { ...failed(`${good}/${total} succeeded: ${words.join('; ')}`), counted: { good, total } }
    // What was not read may have failed.
    if (isCut) return unknown(`${ref} has more checks than are read, and ${good} of them succeeded`)
    if (total === 0) return failed(`Nothing has run on ${ref}`)
    return { ...passed(`${good}/${total} succeeded`), counted: { good, total } }
  },
})

const SHOWN = 5
const listed = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`
