import { isDeepStrictEqual } from 'node:util'
import { otherSide, type Side, type Slot } from '../../core/traffic/desired.ts'
import { type Allows, allowsOf } from './allows.ts'
import type { GatewayConfig } from './config/config.ts'
import type { Switchboard } from './switchboard.ts'
import { UpgradedConnections } from './upgraded.ts'
import { Upstream } from './upstream/upstream.ts'
import type { Held } from './wire.ts'

type Route = GatewayConfig['routes'][number]
type Limits = GatewayConfig['limits']

/** A disk that is slower than this holds up nobody. */
const KEPT_WITHIN_MS = 250

/** A target as requests meet it: what it was told a moment ago, and its two sides. */
export class TargetRoute {
  readonly name: string
  readonly upgraded: UpgradedConnections
  #route: Route
  #limits: Limits
  #sides: Readonly<Record<Side, Upstream>>
  #allows: Allows
  readonly #writes = { allowed: 0, other: 0 }
  readonly #switchboard: Switchboard

  constructor(route: Route, limits: Limits, switchboard: Switchboard) {
    this.name = route.target
    this.#route = route
    this.#limits = limits
    this.#sides = {
      blue: new Upstream('blue', route.sides.blue, limits),
      green: new Upstream('green', route.sides.green, limits),
    }
    this.#allows = allowsOf(route.maintenance)
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

  get sides(): Readonly<Record<Side, Upstream>> {
    return this.#sides
  }

  /** Where each of them listens. */
  get origins(): Readonly<Record<Side, string>> {
    return this.#route.sides
  }

  get allows(): Allows {
    return this.#allows
  }

  /**
   * Another configuration of the same target. A side that stays where it is keeps its connections; of one that moves
   * what was sent comes to its end, and nothing more is sent there.
   */
  change(route: Route, limits: Limits): void {
    const before = this.#sides
    const isOther = (side: Side) =>
      route.sides[side] !== this.#route.sides[side] || !isDeepStrictEqual(limits, this.#limits)
    const next = (side: Side) =>
      isOther(side) ? new Upstream(side, route.sides[side], limits) : before[side]
    this.#sides = { blue: next('blue'), green: next('green') }
    this.#route = route
    this.#limits = limits
    this.#allows = allowsOf(route.maintenance)
    this.upgraded.endMs = limits.upgradedEndMs
    const left = [before.blue, before.green].filter((upstream) => !this.has(upstream))
    for (const upstream of left) void upstream.retire()
  }

  /** It is routed no more: what was sent comes to its end, for so long at most. */
  async retire(graceMs: number): Promise<void> {
    this.upgraded.endAll()
    const sides = [this.#sides.blue, this.#sides.green]
    const late = setTimeout(() => {
      for (const side of sides) void side.destroy()
    }, graceMs)
    await Promise.all(sides.map((side) => side.retire()))
    clearTimeout(late)
  }

  /** Whether it is one of the two now. */
  has(upstream: Upstream): boolean {
    return this.#sides.blue === upstream || this.#sides.green === upstream
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
