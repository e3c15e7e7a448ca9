import { setTimeout as sleep } from 'node:timers/promises'
import type { Scene } from './scene.ts'

/** So long that a user who watches sees why it is paused. */
const LOOKS_INTO_IT_MS = 10_000
const LOOK_EVERY_MS = 500

/** Somebody of the house, where nobody is at the terminal: takes a change back that a guard has paused. */
export async function takeBackWhenPaused(
  scene: Scene,
  change: string,
  isOver: () => boolean,
  say: (who: string, line: string) => void,
): Promise<void> {
  const isPaused = async () => (await scene.client().change(change)).status === 'paused'
  while (!isOver() && !(await isPaused())) await sleep(LOOK_EVERY_MS)
  if (isOver()) return
  say('demo', 'somebody looks into it')
  const until = performance.now() + LOOKS_INTO_IT_MS
  while (!isOver() && performance.now() < until) await sleep(LOOK_EVERY_MS)
  if (isOver()) return
  say('demo', 'somebody takes it back')
  await scene.client().command(change, { command: 'rollback', because: 'the new version is to blame' })
}
