import { typesMeant } from '../../core/follow-up/evidence-events.ts'
import type { Found, TaskEvidence } from '../../core/follow-up/task-evidence.ts'
import { sentenceOf } from '../../core/journal/entry-sentence.ts'
import { formatInstant, type Instant } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'

/** More of the same says no more. */
const MOST = 100

/** Whether each of these has happened to a change, or to the plan that it ran, in the time that counts. */
export async function eventsHappened(
  { store }: Pick<Runtime, 'store'>,
  id: string,
  names: readonly string[],
  { from, until }: Pick<TaskEvidence, 'from' | 'until'>,
  now: Instant,
): Promise<Found> {
  const loaded = await store.ticks.load(id)
  if (loaded === null) throw new Error(`${id} has left tasks and is not there`)
  const { runbook } = loaded.change
  const entries = await store.journal.happened(
    {
      streams: [`change/${id}`, `plans/${runbook.plan}`],
      types: names.flatMap(typesMeant),
      from,
      until: until ?? now + 1,
    },
    MOST,
  )
  const found = names.map((name) => entries.find(({ type }) => typesMeant(name).includes(type)))
  const missing = names.filter((_, i) => found[i] === undefined)
  if (missing.length > 0) return { holds: false, words: `not yet: ${missing.join(', ')}` }
  const said = found.flatMap((entry) =>
    entry === undefined ? [] : [`${sentenceOf(entry, runbook)} (${formatInstant(entry.at)})`],
  )
  return { holds: true, words: said.join('; ') }
}
