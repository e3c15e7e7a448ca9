import { useState } from 'react'
import { Button } from 'react-aria-components'
import type { EntryView } from '../../../../src/read/journal/entry-view.ts'
import { Panel } from '../../parts/panel.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { At } from '../../parts/time.tsx'

const AT_ONCE = 40

/** The newest first, in bounded portions: a journal may be long. */
export function Journal({ entries }: { entries: readonly EntryView[] }) {
  const [shown, setShown] = useState(AT_ONCE)
  const newest = entries.slice(-shown).toReversed()
  const left = entries.length - newest.length
  const earlier = (entries[0]?.seq ?? 1) > 1
  return (
    <Panel title="Journal" aside={`${entries.at(-1)?.seq ?? 0} entries`} className="journal">
      <ol className="entries" reversed start={entries.at(-1)?.seq ?? 1}>
        {newest.map(({ seq, at, by, sentence, weight }) => (
          <li key={seq} className={`entry entry-${weight}`} value={seq}>
            <span className="entry-at number">
              <At at={at} />
            </span>
            <span className="entry-sentence">
              {weight === 'loud' ? <span className="unseen">a person was paged: </span> : null}
              <Sentence text={sentence} />
            </span>
            <span className="entry-by">{by}</span>
          </li>
        ))}
      </ol>
      {left > 0 ? (
        <Button className="button small" onPress={() => setShown(shown + AT_ONCE * 5)}>
          Show {Math.min(left, AT_ONCE * 5)} older ones
        </Button>
      ) : earlier ? (
        <p className="soft">Older ones: cutwater journal show.</p>
      ) : null}
    </Panel>
  )
}
