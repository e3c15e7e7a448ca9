import { z } from 'zod'
import { NewerVersion } from '../event/upcast.ts'
import type { JudgeState } from './observe.ts'
import { readSequentialState } from './sequential/schema.ts'

/** `refused`: why nobody here may go on from it, in a sentence; it is to be left as it is. */
export type Stored = { readonly state: JudgeState; readonly refused: string | null }

/** A state as a store kept it: what a test has seen is of a version, and one that is newer is not guessed at. */
export function storedState(kept: unknown): Stored {
  const state = kept as JudgeState
  if (state.tested === undefined) return { state, refused: null }
  try {
    const tested = { ...state.tested, state: readSequentialState(state.tested.state) }
    return { state: { ...state, tested }, refused: null }
  } catch (error) {
    if (error instanceof NewerVersion) return { state, refused: error.message }
    if (!(error instanceof z.ZodError)) throw error
    return { state, refused: `no version has written what is kept of this test: ${z.prettifyError(error)}` }
  }
}
