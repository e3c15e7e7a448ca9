import type { PlanQuestion, PlanRead } from '../core/plan/read-plan.ts'

/**
 * Reads plans somewhere where that holds nothing else up. A text that takes too long or too much memory is answered
 * with a finding that says so.
 */
export interface PlanReader {
  /**
   * `acts`: something waits for it beyond the answer, so it goes before those that only ask. Throws
   * `PlanReaderBusy`.
   */
  read(question: PlanQuestion, acts: boolean): Promise<PlanRead>
  stop(): Promise<void>
}

/** As many plans wait to be read as may. */
export class PlanReaderBusy extends Error {
  override readonly name = 'PlanReaderBusy'
}
