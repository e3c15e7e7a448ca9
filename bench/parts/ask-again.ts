import { setTimeout as sleep } from 'node:timers/promises'
import { entryOf } from '../../src/core/change/events/change-entry.ts'
import { drafted, draftFrom } from '../../src/core/change/evolve/draft.ts'
import { askChange } from '../../src/runtime/change/ask-change.ts'
import type { Runtime } from '../../src/runtime/context/runtime.ts'
import type { Handler } from './handler.ts'
import { PLAN, RUNBOOK } from './small-plan.ts'

const ALICE = { kind: 'person', name: 'bench' } as const
/** So that what the one left to do (its answer, its end) is over before the next begins. */
export const BETWEEN_MS = 30

/** Opens a change by a command in this process, again and again: until it was answered, and until its effect began. */
export async function askAgain(runtime: Runtime, handler: Handler, times: number, named = 'change') {
  const answered: number[] = []
  const begun: number[] = []
  for (let i = 0; i < times; i++) {
    const id = await makeDraft(runtime, `${named}-${i}`)
    const from = performance.now()
    const asked = await askChange(runtime, id, {
      dedup: `${named}-request-${i}`,
      actor: ALICE,
      command: { command: 'request', needed: 0, revision: 1 },
    })
    answered.push(performance.now() - from)
    if (asked.asked !== 'answered' || !asked.answer.accepted)
      throw new Error(`the command was not accepted: ${JSON.stringify(asked)}`)
    begun.push((await handler.begun(id)) - from)
    await sleep(BETWEEN_MS)
  }
  return { answered, begun }
}

async function makeDraft({ store, clock }: Runtime, dedup: string): Promise<string> {
  const at = clock.now()
  const open = (id: string) => {
    const event = drafted(id, RUNBOOK, ALICE, at)
    return { change: draftFrom(event), entries: [entryOf(event)] }
  }
  return (await store.ticks.create({ prefix: 'CHG', planText: PLAN, dedup, at, open })).id
}
