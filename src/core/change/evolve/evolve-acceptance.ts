import type { KeptBy } from '../events/event.ts'
import type { AcceptProgress, Run } from '../state/change.ts'

type Acceptance = Extract<KeptBy<'run'>, { type: `acceptance-${string}` }>

/** What became of the lines of the checklist at the end. */
export function evolveAcceptance(run: Run, event: Acceptance): Run {
  return { ...run, accept: { ...run.accept, [event.item]: progress(event) } }
}

function progress(event: Acceptance): AcceptProgress {
  const { at } = event
  switch (event.type) {
    case 'acceptance-started':
      return { status: 'running', attempt: event.attempt, since: at }
    case 'acceptance-passed':
      return { status: 'passed', at, evidence: event.evidence }
    case 'acceptance-failed':
      return { status: 'failed', at, attempt: event.attempt, evidence: event.evidence }
    case 'acceptance-left-to-person': {
      const { who, because } = event
      return { status: 'left-to-person', who, ...(because === undefined ? {} : { because }) }
    }
  }
}

/** A resume asks again for what had failed. */
export const acceptanceAgain = (accept: Run['accept']): Run['accept'] =>
  Object.fromEntries(
    Object.entries(accept).map(([id, item]) => [
      id,
      item.status === 'failed' ? { status: 'waiting', tried: item.attempt } : item,
    ]),
  )
