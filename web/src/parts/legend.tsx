import type { CSSProperties } from 'react'

export type LegendItem = {
  readonly name: string
  readonly token: string
  readonly look: 'area' | 'line' | 'dashed'
  readonly value: string
}

/** What each line is, and what it is at the moment that is pointed at, else at the last one. */
export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <ul className="legend">
      {items.map(({ name, token, look, value }) => (
        <li key={name}>
          <span
            className={`swatch swatch-${look}`}
            style={{ '--swatch': `var(--${token})` } as CSSProperties}
            aria-hidden="true"
          />
          {name} <span className="number legend-value">{value}</span>
        </li>
      ))}
    </ul>
  )
}
