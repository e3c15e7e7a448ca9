import type { Actor } from '../access/actor.ts'
import type { CommandBody } from '../change/commands/command.ts'
import { answerableFor } from '../change/items/answerable.ts'
import { isOpen, itemRef, itemsOf, listsOf, progressIn } from '../change/items/place.ts'
import { withApprover } from '../change/rollout/last-word.ts'
import { type Change, isUnderway, type StepProgress, type Underway } from '../change/state/change.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Instant } from '../time/instant.ts'
import type { Script } from './script.ts'

/** What a person says by themselves, and when. */
type Answer = { readonly key: string; readonly at: Instant; readonly by: Actor; readonly says: CommandBody }

/** Who asked for the change; the people of a simulation are others. */
export const OPERATOR: Actor = { kind: 'person', name: 'operator' }
/** Who does what the request left to anyone. */
const SOMEONE = 'someone'
const FILE = { name: 'simulated.txt', bytes: 0, sha256: 'simulated' }

/**
 * The people of a simulation: each ticks and approves what waits for them after a while. What a command of the script
 * is about is left to the script.
 */
export class VirtualPeople {
  readonly #script: Script
  readonly #scripted: ReadonlySet<string>
  readonly #answered = new Set<string>()

  constructor(script: Script) {
    this.#script = script
    this.#scripted = new Set(
      script.commands.flatMap(({ do: what, item }) => (SAYS.has(what) ? (item ?? []) : [])),
    )
  }

  /** What they say now. */
  answers(change: Change, now: Instant): readonly Pick<Answer, 'by' | 'says'>[] {
    const due = this.#all(change).filter(({ at }) => at <= now)
    for (const { key } of due) this.#answered.add(key)
    return due
  }

  /** When the next of them says something. */
  nextAnswer(change: Change, now: Instant): Instant | null {
    const later = this.#all(change).map(({ at }) => Math.max(at, now + 1))
    return later.length === 0 ? null : Math.min(...later)
  }

  #all(change: Change): readonly Answer[] {
    if (!isUnderway(change)) return []
    return [...ticks(change), ...approvals(change), ...lastWord(change)]
      .map((answer) => ({ ...answer, at: answer.at + this.#script.peopleTake }))
      .filter(({ key, says }) => !this.#answered.has(key) && !this.#scripted.has(aboutOf(says)))
  }
}

const SAYS: ReadonlySet<Script['commands'][number]['do']> = new Set(['tick', 'untick', 'not-ready', 'decide'])

const aboutOf = (says: CommandBody): string =>
  says.command === 'tick' ? says.item : says.command === 'decide' ? says.decision : ''

function ticks(change: Underway): readonly Answer[] {
  const { run, runbook } = change
  return listsOf(runbook).flatMap((place) => {
    const items = isOpen(run, place) ? progressIn(run, place) : null
    const since = sinceOf(run.steps[place.step])
    if (items === null || since === null) return []
    return itemsOf(runbook, place).flatMap((item): Answer[] => {
      if (item.check.check !== 'person' || items[item.id]?.status !== 'open') return []
      const ref = itemRef({ ...place, item: item.id })
      const attachment = item.check.attach === true ? FILE : undefined
      return [
        {
          key: `${ref} ${since}`,
          at: since,
          by: { kind: 'person', name: answerableFor(item, runbook).person ?? SOMEONE },
          says: { command: 'tick', item: ref, attachment },
        },
      ]
    })
  })
}

function approvals({ run, runbook }: Underway): readonly Answer[] {
  return runbook.steps.flatMap((step): readonly Answer[] => {
    const progress = run.steps[step.id]
    if (step.kind !== 'approve' || progress?.status !== 'deciding') return []
    const people = withApprover(step, runbook, run)
    return step.by.map((lead) => ({
      key: `${step.id} ${lead} ${progress.since}`,
      at: progress.since,
      by: speaksFor(lead, people),
      says: { command: 'decide', decision: step.id, as: 'approve' },
    }))
  })
}

function lastWord({ run: { promotion } }: Underway): readonly Answer[] {
  if (promotion === undefined || promotion.askedAt === null || promotion.word !== null) return []
  const { step, approver, askedAt } = promotion
  return [
    {
      key: `${step} ${approver} ${askedAt}`,
      at: askedAt,
      by: { kind: 'person', name: approver },
      says: { command: 'decide', decision: step, as: 'approve' },
    },
  ]
}

function sinceOf(progress: StepProgress | undefined): Instant | null {
  if (progress?.status === 'ticking') return progress.since
  return progress?.status === 'rolling' ? (progress.rollout.asked?.at ?? null) : null
}

/** The person that the request named for a lead; where it named none, a simulation calls them as the plan does. */
export const speaksFor = (lead: string, { leads }: Pick<Runbook, 'leads'>): Actor => ({
  kind: 'person',
  name: leads?.[lead]?.person ?? lead,
})
