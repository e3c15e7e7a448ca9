import { isMeasuredBeside } from '../../core/change/beside/measured.ts'
import { type ChangeId, isTerminal } from '../../core/change/state/change.ts'
import type { Store } from '../../ports/store/store.ts'
import { viewEntry } from './entry-view.ts'
import { endsChange, type JournalFeed, journalFeed, type KeepOn, type Told, toldOf } from './journal-feed.ts'

/** A listener. `ready` resolves when it has taken what it was sent; history is not sent faster than it reads. */
export type Hearer = { hear(told: readonly Told[]): void; ready(): Promise<void> }

/** First what was, then what comes, each once and in order. */
export type Events = {
  /**
   * From after that `seq` of its stream; foreign when that has none. `over`: there is nothing more to hear, now or
   * ever. Null: there is no such change.
   */
  ofChange(id: ChangeId, after: number): Promise<Opened | 'foreign' | null>
  /** From after that position; null begins now. Foreign when this journal has no such position. */
  ofAll(after: number | null): Promise<Opened | 'foreign'>
}

export type Opened = {
  readonly over: boolean
  /** Resolves when the change is over and all is told, or when the signal aborts; rejects when the database fails. */
  tell(hearer: Hearer, signal: AbortSignal): Promise<void>
}

const PAGE = 500

export function eventsOf({ questions, feed }: Pick<Store, 'questions' | 'feed'>, keepOn: KeepOn): Events {
  const live = journalFeed(feed, keepOn)
  return {
    async ofChange(id, after) {
      const found = await questions.change(id)
      if (found === null) return null
      const { runbook } = found.change
      const past = async (from: number) =>
        (await questions.journal(id, from, PAGE)).map((entry) => ({
          position: 0,
          change: id,
          entry: viewEntry(entry, runbook),
          ends: endsChange(entry, runbook),
        }))
      // The last one they read, if there was one, and the next.
      const near = await questions.journal(id, Math.max(0, after - 1), 2)
      if (after > 0 && near[0]?.seq !== after) return 'foreign'
      const ended = isTerminal(found.change) && !isMeasuredBeside(found.change)
      const over = ended && near.every(({ seq }) => seq <= after)
      return { over, tell: (hearer, signal) => tellChange({ live, id, after, past, ended, hearer, signal }) }
    },
    async ofAll(after) {
      if (after !== null && after > (await feed.drawn())) return 'foreign'
      return {
        over: false,
        tell: (hearer, signal) =>
          tellAll({ live, after, past: (from, upTo) => feed.between(from, upTo, PAGE), hearer, signal }),
      }
    },
  }
}

type Telling = { live: JournalFeed; hearer: Hearer; signal: AbortSignal }

/** Listens before it reads what was, so that nothing falls between the two. */
async function tellChange({
  live,
  id,
  after,
  past,
  ended,
  hearer,
  signal,
}: Telling & {
  id: ChangeId
  after: number
  past: (from: number) => Promise<readonly Told[]>
  ended: boolean
}) {
  let last = after
  let waiting: Told[] | null = []
  const over = Promise.withResolvers<void>()
  const pass = (told: readonly Told[]) => {
    const news = told.filter(({ entry }) => entry.seq > last)
    if (news.length === 0) return
    last = news.at(-1)?.entry.seq ?? last
    hearer.hear(news)
    if (news.some(({ ends }) => ends)) over.resolve()
  }
  const hear = (told: readonly Told[]) => {
    if (waiting === null) pass(told)
    else waiting.push(...told)
  }
  const own = new AbortController()
  const both = AbortSignal.any([signal, own.signal])
  both.addEventListener('abort', () => over.resolve(), { once: true })
  try {
    if ((await live.listen({ change: id, hear }, both)) === null) return
    for (;;) {
      await hearer.ready()
      const page = await past(last)
      if (signal.aborted) return
      pass(page)
      if (page.length < PAGE) break
    }
    const missed = waiting
    waiting = null
    pass(missed)
    if (!ended) await over.promise
  } finally {
    own.abort()
  }
}

async function tellAll({
  live,
  after,
  past,
  hearer,
  signal,
}: Telling & {
  after: number | null
  past: (from: number, upTo: number) => ReturnType<Store['feed']['between']>
}) {
  let waiting: Told[] | null = []
  let last = after ?? 0
  const pass = (told: readonly Told[]) => {
    const news = told.filter(({ position }) => position > last)
    if (news.length === 0) return
    last = news.at(-1)?.position ?? last
    hearer.hear(news)
  }
  const hear = (told: readonly Told[]) => {
    if (waiting === null) pass(told)
    else waiting.push(...told)
  }
  const own = new AbortController()
  const both = AbortSignal.any([signal, own.signal])
  const ended = new Promise<void>((resolve) => both.addEventListener('abort', () => resolve()))
  try {
    const listening = await live.listen({ change: null, hear }, both)
    if (listening === null) return
    // Without a place to begin at, one begins where everything is final.
    for (let from = after ?? listening.from; from < listening.from; ) {
      await hearer.ready()
      const page = await past(from, listening.from)
      if (signal.aborted) return
      pass(page.flatMap((placed) => toldOf(placed)))
      from = page.length < PAGE ? listening.from : (page.at(-1)?.position ?? listening.from)
    }
    last = Math.max(last, listening.from)
    const missed = waiting
    waiting = null
    pass(missed)
    await ended
  } finally {
    own.abort()
  }
}
