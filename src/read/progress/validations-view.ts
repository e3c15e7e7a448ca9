import type { Change } from '../../core/change/state/change.ts'
import type { SuiteSeen, Validated } from '../../core/change/state/validated.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** That somebody has looked at suites for a change; it decides nothing. */
export type ValidationView = Pick<Validated, 'by' | 'outcome' | 'canary'> & {
  readonly at: Shown
  readonly suites: readonly SuiteSeen[]
  /** SHA-256 of the page that was written of it; null: none was. */
  readonly report: string | null
}

/** The newest first. */
export function viewValidations({ validations = [] }: Change): readonly ValidationView[] {
  return validations.toReversed().map(({ at, by, outcome, canary, suites, report = null }) => ({
    ...{ at: instant(at), by, outcome, canary, report },
    suites: suites.map((suite) => ({
      ...suite,
      title: withoutMarks(suite.title),
      says: withoutMarks(suite.says),
    })),
  }))
}
