import { otherSide, type Side, type Slot } from '../../core/traffic/desired.ts'
import { type Allows, allowsOf } from './allows.ts'
import type { GatewayConfig } from './config/config.ts'
import type { Switchboard } from './switchboard.ts'
import { UpgradedConnections } from './upgraded.ts'
import { Upstream } from './upstream/upstream.ts'
import type { Held } from './wire.ts'

/** A disk that is slower than this holds up nobody. */
const KEPT_WITHIN_MS = 250

/** A target as requests meet it: what it was told a moment ago, and its two sides. */
export class TargetRoute {
  readonly name: string
  readonly sides: Readonly<Record<Side, Upstream>>
  /** Where each of them listens. */
  readonly origins: Readonly<Record<Side, string>>
  readonly allows: Allows
  readonly upgraded: UpgradedConnections
  readonly #writes = { allowed: 0, other: 0 }
  readonly #switchboard: Switchboard

  constructor(
    route: GatewayConfig['routes'][number],
    limits: GatewayConfig['limits'],
    switchboard: Switchboard,
  ) {
    this.name = route.target
    this.origins = route.sides
    this.sides = {
      blue: new Upstream('blue', route.sides.blue, limits),
      green: new Upstream('green', route.sides.green, limits),
    }
    this.allows = allowsOf(route.maintenance)
    this.upgraded = new UpgradedConnections(limits.upgradedEndMs, () => this.held)
    this.#switchboard = switchboard
    switchboard.watch(this.name, (kept) => this.#told(kept))
  }

  /** Asked for every request: a kill holds from the very next one. */
  get held(): Held {
    const held = this.#switchboard.held(this.name)
    if (held === undefined) throw new Error(`no target ${this.name} on the switchboard`)
    return held
  }

  upstream(slot: Slot): Upstream {
    const { stable } = this.held.desired
    return this.sides[slot === 'stable' ? stable : otherSide(stable)]
  }

  /**
   * Requests that wait and have not been sent go where the target says now: after the answer to the kill, which
   * would otherwise come behind a thousand of them. Until then none that waits for the canary is sent anywhere.
   */
  #told(kept: Promise<unknown>): void {
    this.upgraded.lookAtSides()
    const { places } = this.upstream('canary')
    places.hold()
    const goOn = () => {
      clearTimeout(atLast)
      if (!places.isHeld) return
      for (const side of [this.sides.blue, this.sides.green])
        for (const caller of side.places.queue()) caller.reconsider()
      places.release()
    }
    const atLast = setTimeout(goOn, KEPT_WITHIN_MS)
    void kept.then(() => setImmediate(goOn))
  }

  /** A write that is let through, until it is over; `allowed`: in maintenance too. */
  count(allowed: boolean): () => void {
    const kind = allowed ? 'allowed' : 'other'
    this.#writes[kind]++
    return () => {
      this.#writes[kind]--
    }
  }

  /** Writes under way that the target's mode would turn away now; without a mode all of them. */
  get writes(): number {
    const { allowed, other } = this.#writes
    return this.held.desired.mode?.traffic === 'maintenance' ? other : other + allowed
  }

  isOpen(slot: Slot): boolean {
    return slot === 'stable' || this.held.desired.split.mode === 'open'
  }
}
