/** Somebody who wants one of a limited number of places. */
export type Guest = {
  /** Guests of one family take about the same time. */
  readonly family: string
  /** It has a place now, until it says `leave`. */
  begin(): void
  /** It has waited for too long, and waits no more. */
  giveUp(): void
}

export type PlacesLimits = {
  readonly places: number
  /** How many may wait at once. */
  readonly queueMax: number
  /** How long each may wait, give or take a tenth. */
  readonly queueMs: number
}

/** A family may have this many times as many places as are free: alone, three quarters of all. */
const SHARE = 3
const IDLE_FAMILIES_MAX = 1_000

/**
 * The connections to one side of a target, and the queue before them. It is bounded in number and in time. A slow
 * family takes neither every place nor the whole queue: what is left over is always shared with it, never given up
 * to it, so that a fast family still finds some of both. Families that wait take turns.
 */
export class Places<Each extends Guest> {
  readonly #limits: PlacesLimits
  readonly #families = new Map<string, Family<Each>>()
  /** Those with somebody waiting, the next one first. */
  readonly #turns = new Set<Family<Each>>()
  #free: number
  #waiting = 0
  #filling = false
  #held = false
  #tidyAt = IDLE_FAMILIES_MAX
  #clock: NodeJS.Timeout | null = null

  constructor(limits: PlacesLimits) {
    this.#limits = limits
    this.#free = limits.places
  }

  get waiting(): number {
    return this.#waiting
  }

  get isHeld(): boolean {
    return this.#held
  }

  /** Nobody begins until `release`; who waits may still withdraw or give up. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    this.#fill()
  }

  /** Begins at once or waits; false when neither is possible. */
  enter(guest: Each): boolean {
    const family = this.#familyOf(guest)
    if (!this.#held && family.waiting.size === 0 && this.#mayTake(family)) {
      this.#take(family)
      guest.begin()
      return true
    }
    if (family.waiting.size + 1 > SHARE * (this.#limits.queueMax - this.#waiting)) return false
    family.waiting.set(guest, performance.now() + this.#limits.queueMs)
    this.#turns.add(family)
    this.#waiting += 1
    this.#watch()
    return true
  }

  /** Of somebody who had a place. */
  leave(guest: Each): void {
    this.#familyOf(guest).taken -= 1
    this.#free += 1
    if (this.#waiting > 0) this.#fill()
  }

  /** Waits no more. False when it does not wait. */
  withdraw(guest: Each): boolean {
    const family = this.#familyOf(guest)
    if (!family.waiting.delete(guest)) return false
    this.#waiting -= 1
    if (family.waiting.size === 0) this.#turns.delete(family)
    return true
  }

  /** Everybody who waits at this moment. */
  queue(): Each[] {
    return [...this.#turns].flatMap(({ waiting }) => [...waiting.keys()])
  }

  #mayTake({ taken }: Family<Each>): boolean {
    return taken + 1 <= SHARE * this.#free
  }

  #take(family: Family<Each>): void {
    family.taken += 1
    this.#free -= 1
  }

  /** A guest that begins may leave at once, and so call this again: then the round under way goes on. */
  #fill(): void {
    if (this.#filling) return
    this.#filling = true
    try {
      while (this.#beginOne()) {}
    } finally {
      this.#filling = false
    }
  }

  #beginOne(): boolean {
    for (const family of this.#held ? [] : this.#turns) {
      if (!this.#mayTake(family)) continue
      const [guest] = family.waiting.keys()
      if (guest === undefined) return false
      this.withdraw(guest)
      if (this.#turns.delete(family)) this.#turns.add(family)
      this.#take(family)
      guest.begin()
      return true
    }
    return false
  }

  #familyOf({ family: name }: Each): Family<Each> {
    const known = this.#families.get(name)
    if (known !== undefined) return known
    if (this.#families.size >= this.#tidyAt) this.#forgetIdle()
    const family: Family<Each> = { taken: 0, waiting: new Map() }
    this.#families.set(name, family)
    return family
  }

  #forgetIdle(): void {
    for (const [name, { taken, waiting }] of this.#families)
      if (taken === 0 && waiting.size === 0) this.#families.delete(name)
    this.#tidyAt = Math.max(IDLE_FAMILIES_MAX, this.#families.size * 2)
  }

  #watch(): void {
    if (this.#clock !== null) return
    const period = Math.min(Math.max(this.#limits.queueMs / 10, 5), 1_000)
    this.#clock = setInterval(() => this.#expire(), period).unref()
  }

  #expire(): void {
    const now = performance.now()
    for (const { waiting } of this.#turns)
      for (const [guest, until] of waiting) {
        // In the order of their coming, and everybody may wait equally long.
        if (until > now) break
        this.withdraw(guest)
        guest.giveUp()
      }
    if (this.#waiting > 0 || this.#clock === null) return
    clearInterval(this.#clock)
    this.#clock = null
  }
}

/** `waiting` until when, by performance.now(). */
type Family<Each> = { taken: number; readonly waiting: Map<Each, number> }
