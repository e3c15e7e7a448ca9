import { useEffect, useRef } from 'react'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import type { EntryView } from '../../../../src/read/journal/entry-view.ts'
import { announce } from '../../data/announce.ts'
import type { Link } from '../../data/follow.ts'

/** What changed that matters: how safe it is, what paged a person, and that the server is back. */
export function News({
  view,
  entries,
  link,
}: {
  view: ChangeView
  entries: readonly EntryView[]
  link: Link
}) {
  const { level, sentence } = view.safety
  const seen = useRef({ level, seq: entries.at(-1)?.seq ?? 0, gone: link.link === 'gone' })
  useEffect(() => {
    const was = seen.current
    const loud = entries
      .filter(({ seq, weight }) => weight === 'loud' && seq > was.seq)
      .map((entry) => entry.sentence)
    const gone = link.link === 'gone'
    seen.current = { level, seq: entries.at(-1)?.seq ?? was.seq, gone }
    if (was.gone && !gone) announce('The server is back.')
    else if (loud.length > 0 && was.seq > 0) announce(loud.join('. '))
    else if (level !== was.level) announce(sentence)
  }, [level, sentence, entries, link])
  return null
}
