import { nameOf } from '../../core/access/actor.ts'
import { isRefused } from '../../core/change/commands/decision.ts'
import { type ChangeEntry, commandRefused, entryOf } from '../../core/change/events/change-entry.ts'
import { type Taken, takeTurn } from '../../core/change/turn/take-turn.ts'
import { followUpNotices } from '../../core/notice/follow-up-notices.ts'
import type { Channel } from '../../core/notice/notices-for.ts'
import { noticesOfTurn } from '../../core/notice/turn-notices.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { CommandAnswer, Loaded, Turn } from '../../ports/store/ticks.ts'

export type Here = {
  readonly takeover: Instant
  readonly channelsOf: (environment: string) => readonly Channel[]
}

/** A turn as the store saves it, in one transaction: state, journal entries, outgoing work and answers. Pure. */
export function turnFor(loaded: Loaded, { takeover, channelsOf }: Here): Turn {
  const taken = takeTurn(loaded.change, loaded.commands, loaded.now, { ...loaded.observations, takeover })
  const channels = channelsOf(loaded.change.runbook.environment)
  return {
    change: taken.change,
    entries: [...taken.events.map(entryOf), ...refusals(loaded, taken)],
    orders: taken.orders,
    notices: [
      ...noticesOfTurn(loaded.change, taken.events, channels),
      ...taken.orders.flatMap((order) =>
        order.order === 'owe'
          ? followUpNotices({ told: 'owed', tasks: order.tasks }, channels, loaded.now)
          : [],
      ),
    ],
    answers: taken.answers.map(({ dedup, decision, revision }) => ({
      dedup,
      answer: answerOf(decision, revision),
    })),
    wakeAt: taken.wakeAt,
  }
}

function answerOf(decision: Taken['answers'][number]['decision'], revision: number): CommandAnswer {
  if (isRefused(decision)) return { accepted: false, ...decision }
  return { accepted: true, revision, already: decision.events.length === 0 }
}

/** Refusals to known actors are journaled too; they are no events of the change, and a replay passes over them. */
function refusals({ commands, now }: Loaded, { answers }: Taken): readonly ChangeEntry[] {
  return answers.flatMap(({ dedup, decision }) => {
    const asked = commands.find((command) => command.dedup === dedup)
    if (!isRefused(decision) || asked === undefined) return []
    const data = {
      command: asked.command.command,
      refused: decision.refused,
      because: decision.because,
      actor: nameOf(asked.actor),
    }
    return [commandRefused.happened(now, asked.actor, data)]
  })
}
