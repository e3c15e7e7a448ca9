import { ENGINE } from '../../core/access/actor.ts'
import type { Runtime } from '../context/runtime.ts'

export type SaidDirectly = {
  readonly target: string
  readonly by: string
  readonly because: string
  /** When it was said, ISO 8601. */
  readonly at: string
}

/**
 * Writes down what somebody said who latched a target past the server. Who that was is what the machine said of them,
 * not what a token proves, so it stands in the sentence. A target that no binding has ever named is passed over.
 */
export async function explainLatch(
  { store, clock, log }: Runtime,
  { target, by, because, at }: SaidDirectly,
): Promise<void> {
  if ((await store.targets.get(target)) === null) {
    log.warn({ target, by, because, at }, 'a target that nobody knows was latched directly')
    return
  }
  await store.targets.explainLatch(target, ENGINE, `kill --direct by ${by} at ${at}: ${because}`, clock.now())
}
