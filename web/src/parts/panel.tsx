import { type ReactNode, useId } from 'react'

/** A piece of the page under a heading of its own. */
export function Panel({
  id,
  title,
  aside,
  className = '',
  children,
}: {
  id?: string
  title: ReactNode
  aside?: ReactNode
  className?: string
  children: ReactNode
}) {
  const heading = useId()
  return (
    <section id={id} className={`panel ${className}`} aria-labelledby={heading}>
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {aside === undefined ? null : <div className="panel-aside">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
