import type { ChangeEvent, EventType } from './event.ts'

/** The names that people and machines consume: in logs, webhooks and the acceptance check `events`. One name for each event. */
const NAMES: Record<EventType, string> = {
  drafted: 'change:drafted',
  requested: 'change:requested',
  edited: 'change:edited',
  approved: 'change:approved',
  rejected: 'change:rejected',
  'approval-withdrawn': 'change:approval-withdrawn',
  scheduled: 'change:scheduled',
  'opening-blocked': 'change:opening-blocked',
  'opening-unblocked': 'change:opening-unblocked',
  'waiting-for-targets': 'change:waiting',
  superseding: 'change:superseding',
  cancelled: 'change:cancelled',
  expired: 'change:expired',
  missed: 'change:missed',
  'window-opened': 'maintenance:window:start',
  'window-extended': 'maintenance:window:extended',
  'window-overrun': 'maintenance:window:overrun',
  'window-closed': 'maintenance:window:end',
  paused: 'change:paused',
  resumed: 'change:resumed',
  'step-started': 'step:started',
  'step-done': 'step:done',
  'step-failed': 'step:failed',
  'step-stopped': 'step:stopped',
  'step-unknown': 'step:unknown',
  'doubt-settled': 'step:settled',
  'stage-entered': 'canary:step',
  'hold-started': 'canary:hold',
  'hold-restarted': 'canary:hold-restarted',
  'hold-prolonged': 'canary:hold-prolonged',
  'move-unacknowledged': 'canary:unacknowledged',
  'evidence-missing': 'canary:no-data',
  'evidence-returned': 'canary:data-returned',
  promoted: 'canary:promoted',
  'stage-passed': 'canary:passed',
  'gate-failed': 'canary:gate-failed',
  'guard-tripped': 'canary:guard-tripped',
  adopting: 'canary:adopting',
  adopted: 'deploy:complete',
  'acceptance-started': 'acceptance:started',
  'acceptance-passed': 'acceptance:passed',
  'acceptance-failed': 'acceptance:failed',
  'acceptance-left-to-person': 'acceptance:left-to-person',
  'rollback-started': 'canary:rollback',
  'rollback-hastened': 'canary:rollback-hastened',
  descended: 'canary:step-down',
  'traffic-closing': 'canary:closing',
  'traffic-closed': 'canary:closed',
  'close-unacknowledged': 'canary:close-unacknowledged',
  'undo-started': 'undo:started',
  'undo-done': 'undo:done',
  'undo-failed': 'undo:failed',
  'undo-skipped': 'undo:skipped',
  succeeded: 'change:succeeded',
  'rolled-back': 'change:rolled-back',
  failed: 'change:failed',
}

export function announcedBy(event: Pick<ChangeEvent, 'type'>): string {
  return NAMES[event.type]
}

/** `canary:*` matches every name that begins with `canary:`. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
