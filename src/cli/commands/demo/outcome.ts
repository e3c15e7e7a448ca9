import type { TrafficReport } from '../../../../demo/traffic/tally.ts'
import type { ChangeView } from '../../../read/change/change-view.ts'
import { drawChecklist } from '../../screen/checklist.ts'
import { drawn } from '../../screen/drawn.ts'
import { drawRollback } from '../../screen/steps.ts'
import type { Terminal } from '../../terminal/terminal.ts'

/** What became of the change, and what the users noticed of it. */
export function drawOutcome(view: ChangeView, report: TrafficReport, terminal: Terminal): string {
  const { paint } = terminal
  const frame = drawn(terminal, view.asOf)
  const count = (value: number) => value.toLocaleString('en-US')
  const ours = report.failedBecauseOfUs
  const blame = `${count(ours)} failed because of us, ${count(report.failedBecauseOfVersion)} because of a version itself`
  const lines = [
    '',
    ...(view.rollback === null ? drawChecklist(view, frame, true) : drawRollback(view, frame)),
    '',
    ` ${paint.dim('Users'.padEnd(8))}${report.users} users, ${count(report.requests)} requests: ${ours === 0 ? paint.green(blame) : paint.red(blame)}`,
    ` ${paint.dim('Result'.padEnd(8))}${view.status === 'succeeded' ? paint.green('succeeded') : paint.red(view.status)}`,
  ]
  return lines.join('\n')
}
