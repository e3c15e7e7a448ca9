import type { Side } from '../../../src/core/traffic/desired.ts'
import { startPrinting } from '../printing-process.ts'
import type { Scratch } from '../scratch.ts'

export type Sides = Readonly<Record<Side, string>>

/** The URLs of two small real servers, each in a process of its own, which say in `x-side` which they are. */
export async function startSides(scratch: Scratch): Promise<Sides> {
  const start = (side: Side) => startPrinting(scratch, 'processes/upstream-process.ts', [side])
  return { blue: await start('blue'), green: await start('green') }
}
