import { useEffect, useRef } from 'react'
import type { ChangeLine } from '../../../../src/read/change/change-view.ts'
import { choicesOf, type Wanted, wordOf } from './filter.ts'

/** Search and choices over the list. `/` goes to the search, Escape empties it. */
export function Filters({
  lines,
  wanted,
  want,
}: {
  lines: readonly ChangeLine[]
  wanted: Wanted
  want: (wanted: Wanted) => void
}) {
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return
      event.preventDefault()
      search.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <search className="filters">
      <label className="filter filter-search">
        <span className="unseen">Search changes</span>
        <input
          ref={search}
          type="search"
          value={wanted.q}
          placeholder="Search: press /"
          onChange={({ target }) => want({ ...wanted, q: target.value })}
          onKeyDown={({ key }) => key === 'Escape' && want({ ...wanted, q: '' })}
        />
      </label>
      <Choice
        label="State"
        every="Any state"
        chosen={wanted.is}
        choices={choicesOf(lines, wordOf, wanted.is)}
        choose={(is) => want({ ...wanted, is })}
      />
      <Choice
        label="Environment"
        every="Every environment"
        chosen={wanted.env}
        choices={choicesOf(lines, ({ environment }) => environment, wanted.env)}
        choose={(env) => want({ ...wanted, env })}
      />
      <Choice
        label="Plan"
        every="Every plan"
        chosen={wanted.plan}
        choices={choicesOf(lines, ({ plan }) => plan, wanted.plan)}
        choose={(plan) => want({ ...wanted, plan })}
      />
    </search>
  )
}

function Choice({
  label,
  every,
  chosen,
  choices,
  choose,
}: {
  label: string
  every: string
  chosen: string
  choices: readonly string[]
  choose: (value: string) => void
}) {
  return (
    <label className="filter">
      <span className="unseen">{label}</span>
      <select value={chosen} onChange={({ target }) => choose(target.value)}>
        <option value="">{every}</option>
        {choices.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </select>
    </label>
  )
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [role="alertdialog"]') !== null
