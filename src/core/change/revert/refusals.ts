import type { Standing } from '../history/in-force.ts'
import type { Change, Status } from '../state/change.ts'

/** Why a change cannot be taken back, in one sentence, and what to do instead. */
export type RevertRefused = { readonly because: string; readonly remedy: string }

export const refuse = (because: string, remedy: string): RevertRefused => ({ because, remedy })

export const refuseMissing = (target: string): RevertRefused =>
  refuse(`the binding names no target ${target} any more`, 'Bind it again, or release by a plan.')

export function refuseNotSucceeded({ id, status }: Change): RevertRefused {
  return refuse(`${id} is ${status}, and only a change that succeeded can be reverted`, insteadOf(status, id))
}

function insteadOf(status: Status, id: string): string {
  switch (status) {
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
      return `Run cutwater abort ${id}: it has not begun.`
    case 'running':
    case 'paused':
      return `Run cutwater abort ${id}: it goes back by itself then.`
    case 'rolling-back':
      return 'Wait: it goes back already.'
    case 'succeeded':
    case 'rolled-back':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return 'Nothing of it is left to take back.'
    case 'failed':
      return `Look at what was not undone (cutwater show ${id}), and release the version that should serve by a plan.`
  }
}

export function refuseStanding(
  { id }: Change,
  { because, by }: Extract<Standing, { stands: false }>,
): RevertRefused {
  switch (because) {
    case 'being-reverted':
      return refuse(`${id} is being reverted by ${by.id} already`, `Follow it with cutwater watch ${by.id}.`)
    case 'reverted':
      return refuse(
        `${id} was reverted by ${by.id} already`,
        `To have ${id} back, run cutwater revert ${by.id}.`,
      )
    case 'moved':
      return refuse(
        `${by.id} has moved the same targets since ${id}`,
        by.status === 'succeeded'
          ? `Run cutwater revert ${by.id} first.`
          : `${by.id} is ${by.status}: look at it with cutwater show ${by.id}, then release the version that should serve by a plan.`,
      )
  }
}
