import { Link } from 'react-aria-components'
import type { ChangeView } from '../../../../src/read/change/change-view.ts'
import { windowWords } from '../../../../src/read/words/window.ts'
import { useNow } from '../../data/clock.ts'
import { Badge } from '../../parts/badge.tsx'
import { Sentence } from '../../parts/sentence.tsx'

/** Who it is, and how long there is. */
export function Head({ view }: { view: ChangeView }) {
  const { id, title, environment, version, status, pace } = view
  return (
    <header className="change-head">
      <p className="crumbs">
        <Link href="/">Changes</Link>
        <span aria-hidden="true"> / </span>
        <span className="id">{id}</span>
      </p>
      <h1>
        <span className="change-title">{title}</span> <Badge status={status} />
      </h1>
      <p className="change-facts">
        <span>{environment}</span>
        {version === '' ? null : <span>{version}</span>}
        <span>
          <WindowWords view={view} />
        </span>
        {pace === 1 ? null : <span>pace {pace}</span>}
      </p>
    </header>
  )
}

function WindowWords({ view }: { view: ChangeView }) {
  const { words, tone } = windowWords(view, useNow())
  return (
    <span className={`tone-${tone}`}>
      <Sentence text={words} />
    </span>
  )
}
