import type { Millis } from '../../core/time/instant.ts'
import { isLatched } from '../../core/traffic/desired.ts'
import { agrees } from '../../core/traffic/said.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { Runtime } from '../context/runtime.ts'

const SETTLE_LIMIT_MS: Millis = 1_500
const LOOK_AGAIN_MS: Millis = 50

/** Closing takes milliseconds where the proxies answer; where they do not, the answer says so rather than wait. */
export async function untilClosed(
  { clock }: Pick<Runtime, 'clock'>,
  look: () => Promise<readonly TargetRow[]>,
): Promise<readonly TargetRow[]> {
  const until = clock.now() + SETTLE_LIMIT_MS
  for (;;) {
    const rows = await look()
    if (rows.every((row) => isClosed(row) || !isLatched(row.desired.split)) || clock.now() >= until)
      return rows
    await clock.sleep(LOOK_AGAIN_MS)
  }
}

/** Every proxy has acknowledged that it is. */
export function isClosed({ desired, proxies }: TargetRow): boolean {
  return desired.split.mode === 'closed' && proxies.length > 0 && notClosed({ desired, proxies }).length === 0
}

/** The proxies that have not acknowledged it, each with what is known of it. */
export function notClosed({ desired, proxies }: Pick<TargetRow, 'desired' | 'proxies'>): readonly string[] {
  return proxies.flatMap((proxy) => {
    if (agrees(proxy, desired)) return []
    const { instance, has, because } = proxy
    const known = has === null ? 'it has not answered yet' : `it has generation ${has.generation}`
    return [`${instance} (${because ?? known})`]
  })
}
