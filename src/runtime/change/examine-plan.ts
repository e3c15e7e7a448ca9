import { type Finding, inOrder } from '../../core/document/finding.ts'
import type { PlanQuestion } from '../../core/plan/read-plan.ts'
import { PlanReaderBusy } from '../../ports/plan-reader.ts'
import type { Runtime } from '../context/runtime.ts'
import { checkPlanLocks } from '../flags/check-plan-locks.ts'
import { drillDue } from './drill-due.ts'
import { reviewDue } from './review-due.ts'

/** What is to be said about a text, and about the locks in its way at this moment; nothing is kept of it. */
export async function examinePlan(runtime: Runtime, question: PlanQuestion): Promise<readonly Finding[]> {
  const { findings, flags, header } = await runtime.planReader.read(question, false)
  // Without inputs it is not known where it will run, so a lock somewhere is no more than a warning.
  const severity = question.given === null ? 'warning' : 'error'
  const [locks, due, drill] = await Promise.all([
    checkPlanLocks(runtime, { flags, severity }),
    header === null || header.reviewEveryMs === null ? [] : reviewDue(runtime, { ...question, ...header }),
    header === null ? [] : drillDue(runtime, header, question.file),
  ])
  return inOrder([...findings, ...locks, ...due, ...drill])
}

/** Whether something failed because many plans wait to be read, before anything was done. */
export const isBusyReading = (error: unknown): boolean => error instanceof PlanReaderBusy
