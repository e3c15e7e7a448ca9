import type { ChangeId } from '../../core/change/state/change.ts'
import { NOTICE_FORMAT, type Notice } from '../../core/notice/notice.ts'
import { changeSubject } from '../../core/notice/subject.ts'
import type { Stuck } from '../../ports/store/ticks.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'

/** A change whose turns go on throwing cannot speak for itself. The id is the stuckness's own, so it pages once. */
export async function pageStuck(runtime: Runtime, id: ChangeId, stuck: Stuck): Promise<void> {
  const { reach, clock } = runtime
  const environments = Object.keys(reach.environments).filter((name) => channelsOf(reach, name).length > 0)
  const notices = environments.flatMap((environment) =>
    pagesTo(runtime, environment, {
      id: `${id}.stuck.${stuck.since}`,
      occasion: { kind: 'event', name: 'change:stuck', version: 1 },
      subject: changeSubject(id, null),
      at: clock.now(),
      facts: { kind: 'change-stuck', ...stuck },
    }),
  )
  await addPages(runtime, notices)
}

export type Page = Pick<Notice, 'id' | 'occasion' | 'subject' | 'at' | 'facts'>

/** One notice for each of the environment's channels that wake a person. */
export function pagesTo({ reach }: Runtime, environment: string, page: Page): readonly Notice[] {
  return channelsOf(reach, environment)
    .filter(({ urgency }) => urgency === 'page')
    .map(({ channel, urgency }) => ({
      ...page,
      format: NOTICE_FORMAT,
      id: `${page.id}.${channel}`,
      channel,
      urgency,
      environment,
    }))
}

export async function addPages({ store, bells }: Runtime, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  await store.notices.add(notices)
  bells.notices.ring()
}
