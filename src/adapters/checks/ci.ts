import { z } from 'zod'
import type { CiCheck, CiRun } from '../../core/validation/kinds/ci.ts'
import type { Look, LookLimits } from '../../ports/look.ts'
import { brief } from '../../ports/printable.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { askJson } from './ask-json.ts'

const A_PAGE = 100
const PAGES_MOST = 10

const checkRuns = z.object({
  total_count: z.number(),
  check_runs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })),
})
const statuses = z.object({
  total_count: z.number(),
  statuses: z.array(z.object({ context: z.string(), state: z.string() })),
})

type Page = { readonly total: number; readonly runs: readonly CiRun[] }
type Listed = { readonly unable: string } | { readonly runs: readonly CiRun[]; readonly isCut: boolean }

/**
 * GitHub's check runs (https://docs.github.com/rest/checks/runs) and, of services that know no checks, its commit
 * statuses (https://docs.github.com/rest/commits/statuses), both the latest of each name.
 */
export function ciLook(secrets: Secrets): Look<'ci'> {
  return async (check, limits) => {
    const clean = (listed: Listed): Listed =>
      'unable' in listed ? { unable: secrets.redact(listed.unable) } : listed
    const [checks, others] = await Promise.all([
      allOf(check, 'check-runs', '&filter=latest', runsIn, secrets, limits),
      allOf(check, 'status', '', statusesIn, secrets, limits),
    ])
    if ('unable' in checks) return clean(checks)
    if ('unable' in others) return clean(others)
    return {
      runs: [...checks.runs, ...others.runs].map(({ name, state }) => ({
        name: secrets.redact(brief(name, 80)),
        state: brief(state, 40),
      })),
      isCut: checks.isCut || others.isCut,
    }
  }
}

async function allOf(
  { api, repository, ref, token }: CiCheck,
  what: string,
  more: string,
  read: (answer: unknown) => Page | null,
  secrets: Secrets,
  limits: LookLimits,
): Promise<Listed> {
  const runs: CiRun[] = []
  const place = `${api}/repos/${repository}/commits/${encodeURIComponent(ref)}/${what}`
  const hidden = token === null ? 'it is not to be seen without a token' : `${token} may not see it`
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    ...(token === null ? {} : { authorization: `Bearer ${secrets.get(token.slice('secret:'.length))}` }),
  }
  const meanings = {
    401: `${token ?? 'no token'} is not accepted`,
    403: hidden,
    404: `there is no ${repository} with ${ref}, or ${hidden}`,
    422: `there is no commit ${ref}`,
  }
  for (let page = 1; page <= PAGES_MOST; page += 1) {
    const asked = await askJson(`${place}?per_page=${A_PAGE}&page=${page}${more}`, headers, meanings, limits)
    if ('unable' in asked) return asked
    const found = read(asked.answer)
    if (found === null) return { unable: `its answer is no list of ${what}` }
    runs.push(...found.runs)
    if (runs.length >= found.total || found.runs.length < A_PAGE) return { runs, isCut: false }
  }
  return { runs, isCut: true }
}

function runsIn(answer: unknown): Page | null {
  const read = checkRuns.safeParse(answer)
  if (!read.success) return null
  const { total_count: total, check_runs } = read.data
  return {
    total,
    runs: check_runs.map(({ name, status, conclusion }) => ({
      name,
      state: status === 'completed' ? (conclusion ?? 'no conclusion') : status,
    })),
  }
}

function statusesIn(answer: unknown): Page | null {
  const read = statuses.safeParse(answer)
  if (!read.success) return null
  const { total_count: total, statuses: all } = read.data
  return { total, runs: all.map(({ context, state }) => ({ name: context, state })) }
}
