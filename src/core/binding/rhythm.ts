import { own } from '../document/tree.ts'
import type { EnvironmentBinding } from './binding.ts'
import { GATEWAY_RHYTHM, type Rhythm } from './signal-binding.ts'

/** How often the source of a signal measures, and how late; null where nobody measures it. */
export function rhythmOf(bound: EnvironmentBinding | undefined, name: string): Rhythm | null {
  const signal = own(bound?.signals, name)
  switch (signal?.source) {
    case undefined:
      return null
    case 'gateway':
      return GATEWAY_RHYTHM
    case 'prometheus':
      return bound?.prometheus ?? null
    case 'sql':
      return own(bound?.databases, signal.database) ?? null
    case 'http':
      return signal
  }
}
