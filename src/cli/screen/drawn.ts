import type { Terminal } from '../terminal/terminal.ts'
import type { Frame } from './frame.ts'

/** A pipe has no edge to fit into. */
const NO_EDGE = 200

/** For what is printed once. */
export function drawn(terminal: Terminal, asOf: string | null = null): Frame {
  return {
    paint: terminal.paint,
    columns: terminal.live ? terminal.columns() : NO_EDGE,
    zone: terminal.zone,
    now: asOf === null ? terminal.now() : Date.parse(asOf),
  }
}
