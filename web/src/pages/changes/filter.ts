import type { ChangeLine } from '../../../../src/read/change/change-view.ts'

/** What of the list is wanted, as the address says it: `/?q=wix&env=production`. Empty is everything. */
export type Wanted = { readonly q: string; readonly is: string; readonly env: string; readonly plan: string }

export const NAMES = ['q', 'is', 'env', 'plan'] as const satisfies readonly (keyof Wanted)[]

export function wantedIn(search: string): Wanted {
  const params = new URLSearchParams(search)
  const [q = '', is = '', env = '', plan = ''] = NAMES.map((name) => params.get(name) ?? '')
  return { q, is, env, plan }
}

/** As an address says it; empty when everything is wanted. */
export function searchOf(wanted: Wanted): string {
  const params = new URLSearchParams()
  for (const name of NAMES) if (wanted[name] !== '') params.set(name, wanted[name])
  return params.size === 0 ? '' : `?${params}`
}

/** Every word of `q` has to be somewhere in what a line says. */
export function matches(line: ChangeLine, { q, is, env, plan }: Wanted): boolean {
  const text = [line.id, line.title, line.plan, line.environment, line.version, line.requester, line.doing]
    .join(' ')
    .toLowerCase()
  return (
    (is === '' || wordOf(line) === is) &&
    (env === '' || line.environment === env) &&
    (plan === '' || line.plan === plan) &&
    q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  )
}

/** What one can choose from: what there is, and what is chosen already. */
export function choicesOf(
  lines: readonly ChangeLine[],
  of: (line: ChangeLine) => string,
  chosen: string,
): readonly string[] {
  const all = new Set(lines.map(of).filter((word) => word !== ''))
  if (chosen !== '') all.add(chosen)
  return [...all].sort()
}

export const wordOf = ({ headline }: ChangeLine): string => headline.word

const RANKS: Readonly<Record<ChangeLine['headline']['look'], number>> = {
  danger: 0,
  failed: 0,
  back: 1,
  unsure: 2,
  safe: 3,
  idle: 4,
}

/** What needs a look stands above what is well; among equals the order stays. */
export const worstFirst = (lines: readonly ChangeLine[]): readonly ChangeLine[] =>
  lines.toSorted((a, b) => RANKS[a.headline.look] - RANKS[b.headline.look])
