import type { Person } from '../props/page.testing.ts'
import type { Stage } from '../props/stage.testing.ts'

/** What the scenes of this story share: one stage, one door, and the browser of one person. */
export type Scene = { readonly stage: Stage; readonly door: string; readonly anna: Person }

/** The title of the plan that ships. */
export const TITLE = 'Dual Deploy • Wix + Gamma (with Canary + SLO gates)'

/** A dialog takes no answer before this: the second click of a double click is none. */
export const ARMED_MS = 450
