import { isTerminal } from '../../core/change/state/change.ts'
import { percent } from '../../core/traffic/percent.ts'
import type { Seen } from '../progress/seen.ts'
import { type TargetView, targetOf, viewTarget } from '../records/target-view.ts'
import { type Concern, WHOLE } from './concern.ts'
import { list } from './list.ts'

/** Targets that have more than is wanted, that are latched, and proxies that do not answer. */
export function trafficConcerns({ change, targets }: Seen): readonly Concern[] {
  if (isTerminal(change) || change.status === 'draft' || change.status === 'requested') return []
  const { environment, targets: services } = change.runbook
  const views = services.flatMap((service) => {
    const row = targetOf(environment, service, targets)
    return row === null ? [] : [{ service, ...viewTarget(row) }]
  })
  // During a rollback that is what is being fixed; a close that takes too long is a concern of its own.
  const strayed =
    change.status === 'rolling-back'
      ? []
      : views.filter(({ observed, desired }) => observed !== null && observed > desired)
  // After a kill it is what was asked for; once the change is over, the target has to be released before it is opened
  // again.
  const wanted = change.status === 'rolling-back' && change.back.latch
  const latched = wanted ? [] : views.filter((view) => view.latched)
  return [
    ...views.flatMap(conflictOf),
    ...unreachable(views),
    ...strayed.map(
      ({ service, observed, desired }): Concern => ({
        concern: 'strayed',
        sentence: `${service} has ${percent(observed ?? 0)} although ${percent(desired)} is wanted`,
        detail: null,
        since: null,
        remedy: 'It is being lowered; if that lasts, close it',
        lines: [`cutwater kill ${environment}/${service}`],
        item: null,
        target: `${environment}/${service}`,
      }),
    ),
    ...latched.map(
      ({ service }): Concern => ({
        concern: 'latched',
        sentence: `${service} is latched: it stays closed`,
        detail: null,
        since: null,
        remedy: 'Release it, so that a change may open it again',
        lines: [`cutwater release ${environment}/${service} --because "..."`],
        item: null,
        target: `${environment}/${service}`,
      }),
    ),
  ]
}

function conflictOf({ name, conflict }: TargetView): readonly Concern[] {
  if (conflict === null) return []
  return [
    {
      concern: 'conflict',
      sentence: conflict.sentence,
      detail: null,
      since: conflict.since,
      remedy: `Find out which is right. adopt-proxy: ${conflict.adoptProxy}. overwrite-proxy: ${conflict.overwriteProxy}`,
      lines: [
        `cutwater targets adopt-proxy ${name} --because "..."`,
        `cutwater targets overwrite-proxy ${name} --because "..."`,
      ],
      item: null,
      target: name,
    },
  ]
}

/** One proxy may serve several targets; it is one thing to see to. */
function unreachable(views: readonly (TargetView & { readonly service: string })[]): readonly Concern[] {
  const silent = views.flatMap(({ service, proxies }) =>
    proxies.filter((proxy) => proxy.unreachable !== null).map((proxy) => ({ service, ...proxy })),
  )
  return [...new Set(silent.map(({ instance }) => instance))].map((instance) => {
    const of = silent.filter((proxy) => proxy.instance === instance)
    return {
      concern: 'unreachable',
      sentence: `The proxy of ${list(of.map(({ service }) => service))} does not answer`,
      since: of[0]?.seenAt ?? null,
      remedy: 'See whether it runs; it is asked again all the time.',
      lines: [],
      ...WHOLE,
      detail: `${instance}: ${of[0]?.unreachable ?? ''}`,
    }
  })
}
