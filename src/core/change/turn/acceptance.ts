import { formatMeasure } from '../../judge/words.ts'
import type { Item, Runbook } from '../../runbook/runbook.ts'
import type { EventBody } from '../events/event.ts'
import { matchesName } from '../events/event-name.ts'
import type { Run, Running } from '../state/change.ts'
import { type Resolved, resolveAct } from '../state/resolve-act.ts'

/**
 * The checklist, once every step is done. Each item passes with its evidence, fails, or is left to a person. One
 * failure pauses the change: it is not a success, and only a person can say what it is; a resume checks again.
 */
export function checkAcceptance({ run, runbook }: Running): readonly EventBody[] {
  const begin = runbook.accept
    .filter(({ id }) => run.accept[id]?.status === 'waiting')
    .map((item) => check(item, run, runbook))
  if (begin.length > 0) return begin
  const items = Object.entries(run.accept)
  if (items.some(([, item]) => item.status === 'running')) return []
  const failed = items.filter(([, item]) => item.status === 'failed').map(([id]) => id)
  if (failed.length === 0)
    return [{ type: 'succeeded', ...(run.overrunAt === null ? {} : { overrun: true as const }) }]
  return [{ type: 'paused', because: `acceptance did not pass: ${failed.join(', ')}` }]
}

function check(item: Item, run: Run, runbook: Runbook): EventBody {
  switch (item.check.check) {
    case 'act':
      return begin(item.id, resolveAct(item.check.act, run), attemptOf(item.id, run))
    case 'person':
      return { type: 'acceptance-left-to-person', item: item.id, who: item.check.who }
    case 'held':
      return held(item.id, item.check, run, runbook)
    case 'events': {
      const missing = item.check.names.filter(
        (pattern) => !run.announced.some((name) => matchesName(pattern, name)),
      )
      return missing.length === 0
        ? {
            type: 'acceptance-passed',
            item: item.id,
            evidence: `announced: ${run.announced.filter((name) => covered(name, item.check)).join(', ')}`,
          }
        : {
            type: 'acceptance-failed',
            item: item.id,
            attempt: attemptOf(item.id, run),
            evidence: `never announced: ${missing.join(', ')}`,
          }
    }
  }
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

function covered(name: string, check: Item['check']): boolean {
  return check.check === 'events' && check.names.some((pattern) => matchesName(pattern, name))
}

/**
 * The evidence is what the gate saw over the last stage's hold; a stage that a person ended early did not hold in
 * full.
 */
function held(
  item: string,
  { rollout, gate }: { readonly rollout: string; readonly gate: string },
  run: Run,
  runbook: Runbook,
): EventBody {
  const failed = (evidence: string): EventBody => ({
    type: 'acceptance-failed',
    item,
    attempt: attemptOf(item, run),
    evidence,
  })
  const progress = run.steps[rollout]
  const step = runbook.steps.find(({ id }) => id === rollout)
  if (step?.kind !== 'rollout' || progress?.status !== 'done' || progress.rollout === undefined)
    return failed('the rollout did not finish')
  const last = progress.rollout.passed.at(-1)
  const seen = last?.gates.filter((g) => g.gate === gate) ?? []
  if (last === undefined || seen.length === 0) return failed('the gate was never judged on the last stage')
  const evidence = seen.map((g) => `${g.target} ${formatMeasure(g.evidence)}`).join('; ')
  if (last.promotedBy !== null && last.to - last.from < (step.stages[last.stage]?.holdMs ?? 0))
    return failed(`a person ended the hold early; until then ${evidence}`)
  return { type: 'acceptance-passed', item, evidence }
}
