import type { Item, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { rehearsed } from '../items/drill-item.ts'
import { announced, type Found, heldOverLastStage } from '../items/evidence.ts'
import { guardsQuiet } from '../items/guards-quiet.ts'
import { heldSlos } from '../items/held-slos.ts'
import { ruleHolds } from '../items/rule-item.ts'
import { acceptItem, type Observations } from '../outside/observations.ts'
import type { Run, Running } from '../state/change.ts'
import { type Resolved, resolveAct } from '../state/resolve-act.ts'

/**
 * The checklist, once every step is done. Each item passes with its evidence, fails, or is left to a person. One
 * failure pauses the change: it is not a success, and only a person can say what it is; a resume checks again.
 */
export function checkAcceptance(
  { run, runbook }: Running,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const begin = runbook.accept
    .filter(({ id }) => run.accept[id]?.status === 'waiting')
    .flatMap((item) => check(item, run, runbook, { now, seen }))
  if (begin.length > 0) return begin
  const items = Object.entries(run.accept)
  // Only a rule still waits: for the judge.
  if (items.some(([, item]) => item.status === 'running' || item.status === 'waiting')) return []
  const failed = items.filter(([, item]) => item.status === 'failed').map(([id]) => id)
  if (failed.length === 0)
    return [{ type: 'succeeded', ...(run.overrunAt === null ? {} : { overrun: true as const }) }]
  return [{ type: 'paused', because: `acceptance did not pass: ${failed.join(', ')}` }]
}

type Moment = { readonly now: Instant; readonly seen: Observations }

function check({ id, check: of }: Item, run: Run, runbook: Runbook, moment: Moment): readonly EventBody[] {
  switch (of.check) {
    case 'act':
      return [begin(id, resolveAct(of.act, run), attemptOf(id, run))]
    case 'person':
      return [{ type: 'acceptance-left-to-person', item: id, who: of.who }]
    case 'held':
      return [said(id, heldOverLastStage(of, run, runbook), run)]
    case 'held-slos':
      return [said(id, heldSlos(of, run, runbook), run)]
    case 'guards-quiet':
      return [said(id, guardsQuiet(null, run, runbook), run)]
    case 'events':
      return [said(id, announced(of.names, run), run)]
    case 'drill':
      return [said(id, rehearsed(of, runbook, moment.seen, moment.now), run)]
    case 'rule': {
      const since = run.windowClosedAt ?? moment.now
      const found = ruleHolds(acceptItem(id), of, since, run, runbook, moment)
      return found === null ? [] : [said(id, found, run)]
    }
  }
}

function said(item: string, { holds, evidence }: Found, run: Run): EventBody {
  return holds
    ? { type: 'acceptance-passed', item, evidence }
    : { type: 'acceptance-failed', item, attempt: attemptOf(item, run), evidence }
}

function begin(item: string, resolved: Resolved, attempt: number): EventBody {
  return 'unknown' in resolved
    ? { type: 'acceptance-failed', item, attempt, evidence: resolved.unknown }
    : { type: 'acceptance-started', item, attempt, act: resolved.act }
}

function attemptOf(item: string, run: Run): number {
  const progress = run.accept[item]
  return progress?.status === 'waiting' ? progress.tried + 1 : 1
}
