import { type FlagBack, flagBack } from '../../core/change/revert/flag-back.ts'
import { type FlagContent, isDefinition, sameContent } from '../../core/flag/definition/definition.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { Flags } from '../../ports/store/flags.ts'

/** What would become of one flag, and where it is locked then. */
export type FlagBackView = {
  readonly target: string
  readonly flag: string
  readonly content: FlagContent | null
  readonly back: FlagBack
  readonly locked: boolean
}

/** `more`: so many are not told one by one. */
export type FlagsBack = { readonly told: readonly FlagBackView[]; readonly more: number }
export const NO_FLAGS: FlagsBack = { told: [], more: 0 }

/** Each is looked up by itself, so of very many only the first are told one by one. */
const FLAGS_MAX = 100

/** What a revert would find of each flag that it gives back, and so what it would do with it. */
export async function flagsBack(flags: Flags, { environment, steps }: Runbook): Promise<FlagsBack> {
  const wanted = steps.flatMap((step) => {
    if (step.kind !== 'effect' || step.act.act !== 'restore-flags' || step.act.of === undefined) return []
    const { of, lock = [], targets, flags: names } = step.act
    return targets.flatMap((target) =>
      names.map((flag) => ({ of, target, flag, locked: lock.includes(flag) })),
    )
  })
  if (wanted.length === 0) return NO_FLAGS
  const rows = await flags.list(environment)
  const found: FlagBackView[] = []
  for (const { of, target, flag, locked } of wanted.slice(0, FLAGS_MAX)) {
    const row = rows.find((one) => one.target === target && one.flag === flag)
    const content = row?.definition ?? row?.value ?? null
    const [before, left] = await Promise.all([
      flags.before(environment, target, flag, of.change),
      flags.leftBy(environment, target, flag, of.change),
    ])
    const facts = { content, lockedBy: row?.lock?.by ?? null, before, left }
    found.push({ target, flag, content, back: flagBack(facts, of.locks), locked })
  }
  return { told: found, more: wanted.length - found.length }
}

export function flagSentence({ target, flag, content, back, locked }: FlagBackView): string | null {
  switch (back.back) {
    case 'nothing':
      return null
    case 'keep':
      return `${flag} on ${target} stays ${inWords(content)}: ${back.because}`
    case 'restore': {
      const lock = locked ? 'locked again' : 'not locked'
      return sameContent(content, back.value)
        ? `${flag} on ${target} stays ${inWords(content)}, ${lock}`
        : `${flag} on ${target} goes back from ${inWords(content)} to ${inWords(back.value)}, ${lock}`
    }
  }
}

const inWords = (content: FlagContent | null): string =>
  content === null ? 'absent' : isDefinition(content) ? 'its definition' : String(content)
