/** How a person takes what the shop does: it decides about complaints and the score. */
import type { Browser, Seen, Site, Wish } from './browser.ts'
import type { Deeds } from './deeds.ts'

export type Shops = { readonly frontend: Site; readonly backend: Site; readonly helpdesk: Site }

export type Person = {
  readonly id: string
  readonly email: string
  readonly segment: 'internal' | 'beta' | 'premium' | null
  readonly browser: Browser
  readonly shops: Shops
  readonly deeds: Deeds
  /** In [0, 1). */
  readonly random: () => number
  /** Throws `Leaving` when the user is to end. */
  readonly think: () => Promise<void>
}

/** Whether what happens so often of a hundred times happens now. */
export const chance = ({ random }: Person, ofHundred: number): boolean => random() * 100 < ofHundred

/** Of a hundred: how often people complain, by what went wrong. Most who meet a dead button leave without a word. */
const COMPLAINTS = {
  failed: 3,
  'the payment failed': 30,
  'the button does nothing': 2,
  'the total is wrong': 70,
}

const SLOW_MS = 300

/** Of one visit so far. */
export class Mood {
  prices: Map<number, number> | null = null
  readonly #person: Person
  #failed = 0
  #slow = 0

  constructor(person: Person) {
    this.#person = person
  }

  begin(): void {
    this.#failed = 0
    this.#slow = 0
  }

  async ask(to: Site, path: string, wish?: Wish): Promise<Seen> {
    const seen = await this.#person.browser.ask(to, path, wish)
    if (seen.ms > SLOW_MS) this.#slow += 1
    if (seen.status >= 500 || seen.status === 0) await this.complain('failed', seen)
    return seen
  }

  /** It spoils the score in any case; most people say nothing. */
  async complain(subject: keyof typeof COMPLAINTS, about: Seen): Promise<void> {
    this.#failed += 1
    if (!chance(this.#person, COMPLAINTS[subject])) return
    if (await this.#tell('/api/complaints', about, { user: this.#person.id, subject }))
      this.#person.deeds.complaints += 1
  }

  async score(about: Seen): Promise<void> {
    const score = Math.max(1, 5 - 2 * this.#failed - Math.min(this.#slow, 2))
    if (!(await this.#tell('/api/satisfaction', about, { score }))) return
    this.#person.deeds.scores += 1
    this.#person.deeds.scoreSum += score
  }

  /** What no version put its name to is nothing that the helpdesk could file. */
  async #tell(path: string, about: Seen, words: Readonly<Record<string, unknown>>): Promise<boolean> {
    const { servedBy, version } = about
    if (servedBy === null || version === null) return false
    const { shops, browser } = this.#person
    const body = { ...words, servedBy, version }
    return (await browser.ask(shops.helpdesk, path, { method: 'POST', body })).status === 201
  }
}
