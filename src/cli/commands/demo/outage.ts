import { setTimeout as sleep } from 'node:timers/promises'
import type { Scene } from './scene.ts'

/** Three minutes of the plan's own time: shorter than the plan's patience with missing data, longer than a blink. */
const OUTAGE_MS = 180_000

/**
 * Takes the measurements away once the second stage holds, and gives them back after a while: the canary must neither
 * advance nor be taken back meanwhile.
 */
export async function orderOutage(
  scene: Scene,
  change: string,
  pace: number,
  isOver: () => boolean,
  say: (who: string, line: string) => void,
): Promise<void> {
  const secondStageHolds = async () =>
    (await scene.client().change(change)).rollouts[0]?.stages[1]?.state === 'holding'
  while (!isOver() && !(await secondStageHolds())) await sleep(250)
  if (isOver()) return
  say('demo', 'the metrics are gone')
  await scene.metrics('down')
  const until = performance.now() + OUTAGE_MS / pace
  while (!isOver() && performance.now() < until) await sleep(250)
  await scene.metrics('up')
  say('demo', 'the metrics are back')
}
