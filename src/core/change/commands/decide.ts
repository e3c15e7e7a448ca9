import { asBeforeT } from '../rollback/before-t.ts'
import type { Change } from '../state/change.ts'
import { abort, kill, rollback } from './abort.ts'
import { answerGuard } from './answer.ts'
import { approve, cancel, edit, reject, request } from './before-running.ts'
import { ANSWERS, type Command, type Refusal, URGENT, WORDS } from './command.ts'
import { consider, decline } from './consider.ts'
import { decideStep } from './decide-step.ts'
import { type Asked, type Decision, isRefused } from './decision.ts'
import { extend } from './extend.ts'
import { pause, resume } from './pause.ts'
import { promote } from './promote.ts'
import { promotion } from './promotion.ts'
import { recordValidation } from './record-validation.ts'
import { settle } from './settle.ts'
import { notReady, tick, untick } from './tick.ts'

/**
 * May this be done to this change now, and what happens then? The table of the design's "life of a change", row by
 * row.
 */
export function decide(change: Change, command: Command, asked: Asked): Decision {
  const needsRevision = !URGENT.has(command.command) && !WORDS.has(command.command)
  if (needsRevision && !ANSWERS.has(command.command)) {
    const wrong = checkRevision(change, command)
    if (wrong !== null) return wrong
  }
  const decision = answer(change, command, asked)
  return isRefused(decision) ? decision : { events: asBeforeT(change, decision.events) }
}

function answer(change: Change, command: Command, asked: Asked): Decision {
  switch (command.command) {
    case 'request':
      return request(change, command)
    case 'edit':
      return edit(change, command)
    case 'approve':
      return approve(change, asked)
    case 'reject':
      return reject(change, command)
    case 'cancel':
      return cancel(change, command)
    case 'pause':
      return pause(change, command)
    case 'resume':
      return resume(change, command)
    case 'promote':
      return promote(change, command, asked)
    case 'promotion':
      return promotion(change, command, asked)
    case 'abort':
      return abort(change, command, asked)
    case 'rollback':
      return rollback(change, command)
    case 'kill':
      return kill(change, command, asked)
    case 'settle':
      return settle(change, command, asked)
    case 'consider':
      return consider(change, command, asked)
    case 'decline':
      return decline(change, command, asked)
    case 'record-validation':
      return recordValidation(change, command)
    case 'answer':
      return answerGuard(change, command, asked)
    case 'extend':
      return extend(change, command, asked)
    case 'tick':
      return tick(change, command, asked)
    case 'untick':
      return untick(change, command, asked)
    case 'not-ready':
      return notReady(change, command, asked)
    case 'decide':
      return decideStep(change, command, asked)
  }
}

function checkRevision(change: Change, { revision }: Command): Refusal | null {
  if (revision === change.revision) return null
  const because =
    revision === undefined
      ? `this needs the revision you saw; the change is at revision ${change.revision}`
      : `you saw revision ${revision}, but the change is at revision ${change.revision} now`
  return {
    refused: 'wrong-revision',
    because,
    remedy: 'Look at the change as it is now, then ask again with its revision.',
  }
}
