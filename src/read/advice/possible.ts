import type { Actor } from '../../core/access/actor.ts'
import { askedBy } from '../../core/change/commands/answer.ts'
import type { Command } from '../../core/change/commands/command.ts'
import { leadsOf } from '../../core/change/commands/consider.ts'
import { decide } from '../../core/change/commands/decide.ts'
import { isRefused } from '../../core/change/commands/decision.ts'
import type { Observations } from '../../core/change/outside/observations.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import { locksInTheWay } from '../../core/change/turn/flags-to-set.ts'
import type { Instant } from '../../core/time/instant.ts'
import { writesUnderWay } from '../../core/traffic/under-way.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { Seen } from '../progress/seen.ts'
import { targetOf, viewTarget } from '../records/target-view.ts'
import { consequenceOf, type Offered } from './consequence.ts'
import { type Doubt, doubtsOf } from './doubts.ts'
import { considerationItem } from './rollback-concerns.ts'

/** What the change would answer to a command now, and what would follow. Who may give it is another question. */
export type Possible = {
  readonly command: Offered['command']
  /** What to send (`POST /v1/changes/{id}/commands`), but for what a person has to add. */
  readonly send: Readonly<Record<string, string | boolean | number>>
  /** What a person adds: why; why too few samples may be passed over; how much longer, such as `15m`. */
  readonly asks: readonly ('because' | 'override' | 'by')[]
  /** Of a settle: the step, checklist item or undo that it is about; of a decline, the consideration. */
  readonly item: {
    readonly of: Doubt['of'] | 'consideration'
    readonly id: string
    readonly title: string
  } | null
  /** What it does, for the person who is about to do it. */
  readonly consequence: string
  /** `already`: it is so, and asking again changes nothing. */
  readonly answer: 'would-do' | 'already' | 'refused'
  /** Why it would be refused, and what to do instead; both null otherwise. */
  readonly because: string | null
  readonly remedy: string | null
}

export function possibleOf(seen: Seen, rollouts: readonly RolloutView[]): readonly Possible[] {
  const { change, now } = seen
  const { revision } = change
  const locks = locksInTheWay(change, seen.heldFlags)
  const answer = (asked: Candidate): Possible => ({
    command: asked.command.command,
    send: asked.send,
    asks: asked.asks,
    item: asked.about ?? itemOf(asked.doubt),
    consequence: consequenceOf(asked.command, change, rollouts, asked.doubt, locks),
    ...answerTo({ ...asked.command, revision }, asked.by ?? ANYONE, seen),
  })
  return [
    ...BEFORE.map(answer),
    ...promotions(answer(PROMOTE), answer(OVERRIDE), answer(PROMOTE_ALL)),
    ...WAYS_OUT.map(answer),
    ...considering(change).map(answer),
    ...extension(change).map(answer),
    ...settlings(change, now).map(answer),
    ...answers(change).map(answer),
  ]
}

const itemOf = (doubt: Doubt | undefined): Possible['item'] =>
  doubt === undefined ? null : { of: doubt.of, id: doubt.item, title: doubt.title }

type Candidate = Pick<Possible, 'send' | 'asks'> & {
  readonly command: Offered
  readonly doubt?: Doubt
  readonly about?: Possible['item']
  /** Whose command it would be; anyone's, unless it is for certain people. */
  readonly by?: Actor
}

/** Any reason: the answer depends on none. */
const because = 'asked'
const BEFORE: readonly Candidate[] = [
  { command: { command: 'pause', because }, send: { command: 'pause' }, asks: ['because'] },
  { command: { command: 'resume' }, send: { command: 'resume' }, asks: [] },
]
const PROMOTE: Candidate = {
  command: { command: 'promote', all: false, override: null },
  send: { command: 'promote' },
  asks: [],
}
const PROMOTE_ALL: Candidate = {
  command: { command: 'promote', all: true, override: null },
  send: { command: 'promote', all: true },
  asks: [],
}
const OVERRIDE: Candidate = {
  command: { command: 'promote', all: false, override: because },
  send: { command: 'promote' },
  asks: ['override'],
}
const WAYS_OUT: readonly Candidate[] = [
  { command: { command: 'abort', because }, send: { command: 'abort' }, asks: ['because'] },
  {
    command: { command: 'rollback', because, gradual: true },
    send: { command: 'rollback', gradual: true },
    asks: ['because'],
  },
  { command: { command: 'kill', because }, send: { command: 'kill' }, asks: ['because'] },
]

/** An override only where it makes the difference. */
function promotions(plain: Possible, override: Possible, all: Possible): readonly Possible[] {
  const differs = plain.answer === 'refused' && override.answer === 'would-do'
  return differs ? [plain, override, all] : [plain, all]
}

/** By how much is the person's to say. */
function extension(change: Change): readonly Candidate[] {
  if (change.runbook.window === null) return []
  const byMs = 60_000
  return [
    { command: { command: 'extend', byMs, because }, send: { command: 'extend' }, asks: ['by', 'because'] },
  ]
}

function settlings(change: Change, now: Instant): readonly Candidate[] {
  return doubtsOf(change, now).flatMap((doubt) =>
    doubt.outcomes.map(
      (as): Candidate => ({
        command: { command: 'settle', item: doubt.item, as, because },
        send: { command: 'settle', item: doubt.item, as },
        asks: ['because'],
        doubt,
      }),
    ),
  )
}

/** By one of those who are asked: who it is that may answer is said by the refusal of anyone else. */
function answers(change: Change): readonly Candidate[] {
  const asked = change.status === 'paused' ? (change.run.guards?.asked ?? null) : null
  if (change.status !== 'paused' || asked === null) return []
  const [name = ANYONE.name] = askedBy(change)
  return (['resume', 'rollback'] as const).map((as) => ({
    command: { command: 'answer', guard: asked.rule, as, because },
    send: { command: 'answer', guard: asked.rule, as },
    asks: ['because'],
    by: { kind: 'person', name },
  }))
}

/** Each that waits for an answer can have it from those who lead the change. */
function considering(change: Change): readonly Candidate[] {
  const open = (runOf(change)?.considerations ?? []).filter(({ answer }) => answer === null)
  const [lead] = leadsOf(change.runbook)
  const by = lead === undefined ? {} : { by: { kind: 'person', name: lead } as const }
  const underWay = ['preparing', 'running', 'paused'].includes(change.status)
  return [
    ...(underWay
      ? [
          {
            command: { command: 'consider', because },
            send: { command: 'consider' },
            asks: ['because'],
          } as const,
        ]
      : []),
    ...open.map(
      ({ number, because: title }): Candidate => ({
        command: { command: 'decline', number, because },
        send: { command: 'decline', number },
        asks: ['because'],
        about: { of: 'consideration', id: considerationItem(number), title },
        ...by,
      }),
    ),
  ]
}

/** As a turn would see it. */
function trafficOf(
  { environment, targets: services }: Change['runbook'],
  rows: Seen['targets'],
): Observations['traffic'] {
  return Object.fromEntries(
    services.flatMap((service) => {
      const row = targetOf(environment, service, rows)
      if (row === null) return []
      const { settled, observed } = viewTarget(row)
      const { desired, proxies } = row
      const writes = writesUnderWay(desired, proxies)
      return [[service, { desired, settled, observed, writes }]]
    }),
  )
}

const ANYONE = { kind: 'person', name: 'anyone' } as const satisfies Actor

function answerTo(
  command: Command,
  actor: Actor,
  { change, judged, targets, heldFlags, takeover, now }: Seen,
): Pick<Possible, 'answer' | 'because' | 'remedy'> {
  const traffic = trafficOf(change.runbook, targets)
  const seen = { heldBy: [], traffic, judged, heldFlags, answers: [], takeover }
  const decision = decide(change, command, { now, actor, seen })
  if (isRefused(decision)) return { answer: 'refused', because: decision.because, remedy: decision.remedy }
  return { answer: decision.events.length > 0 ? 'would-do' : 'already', because: null, remedy: null }
}
