import type { Outcome } from '../../core/change/outside/observations.ts'
import { formatSpan } from '../../core/time/span.ts'
import { lastLine } from './last-line.ts'
import type { CallRecord, CommandEnd, ExitRecord } from './run-record.ts'

/** What a recorded end means. A check answers `failed` only when it said so with exit code 1: unknown is not false. */
export function outcomeOf(call: CallRecord, record: ExitRecord): Outcome {
  const { end, evidence, output } = record
  const printed = output === undefined || output === '' ? {} : { output }
  if (end.ended === 'stopped') return { outcome: 'stopped' }
  if (end.ended === 'unseen') return { outcome: 'unknown', reason: end.because }
  if (end.ended === 'exited' && end.code === 0) {
    if (end.outputs.read) return { outcome: 'done', outputs: end.outputs.outputs, evidence }
    const reason = `it ended well, but what it wrote to CUTWATER_OUTPUT cannot be used: ${end.outputs.because}`
    return { outcome: call.check ? 'unknown' : 'failed', reason, ...printed }
  }
  const saidNo = end.ended === 'exited' && end.code === 1
  const reason = reasonOf(call, end, evidence)
  return { outcome: call.check && !saidNo ? 'unknown' : 'failed', reason, ...printed }
}

type Failure = Exclude<CommandEnd, { ended: 'stopped' | 'unseen' }>

function reasonOf(call: CallRecord, end: Failure, evidence: string): string {
  switch (end.ended) {
    case 'exited':
      return withLastLine(`exit code ${end.code}`, evidence)
    case 'signalled':
      return withLastLine(`ended by ${end.signal}`, evidence)
    case 'time-limit':
      return withLastLine(`time limit of ${formatSpan(call.timeLimitMs)} reached`, evidence)
    case 'not-started':
      return end.because
  }
}

function withLastLine(text: string, evidence: string): string {
  const line = lastLine(evidence)
  return line === '' ? text : `${text}: ${line}`
}
