type Incident = { readonly id: string; readonly subject: string; readonly openedAt: string }

const OPEN_MAX = 1_000

/** What the people of the support have opened and not closed yet; the helpdesk itself opens none. */
export class Incidents {
  readonly #open = new Map<string, Incident>()
  #last = 0

  open(subject: string, now: number): string {
    const id = `INC-${++this.#last}`
    this.#open.set(id, { id, subject, openedAt: new Date(now).toISOString() })
    const [oldest] = this.#open.keys()
    if (this.#open.size > OPEN_MAX && oldest !== undefined) this.#open.delete(oldest)
    return id
  }

  /** False where it is not open. */
  close(id: string): boolean {
    return this.#open.delete(id)
  }

  shown(): { readonly open: number; readonly incidents: readonly Incident[] } {
    return { open: this.#open.size, incidents: [...this.#open.values()] }
  }
}
