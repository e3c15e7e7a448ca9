import { type ReactNode, useEffect } from 'react'
import { Button, Link } from 'react-aria-components'
import danger from '../../icons/danger.svg'
import quiet from '../../icons/quiet.svg'
import safe from '../../icons/safe.svg'
import unsure from '../../icons/unsure.svg'
import { announced } from '../data/announce.ts'
import { logOut, session } from '../data/session.ts'
import { useStore } from '../data/store.ts'
import { Logo } from '../parts/logo.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

const ICONS = { safe, unsure, danger, quiet } as const
export type Level = keyof typeof ICONS

/**
 * What every page has: ways to skip, where one is, who one is. The tab's name and sign tell how it stands from afar.
 */
export function Shell({
  title,
  level = 'quiet',
  skipTo,
  children,
}: {
  title: string
  level?: Level
  skipTo?: { readonly id: string; readonly word: string }
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Cutwater`
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute('href', ICONS[level])
  }, [title, level])
  return (
    <>
      <nav className="skip-links" aria-label="Skip">
        {skipTo === undefined ? null : <SkipLink {...skipTo} />}
        <SkipLink id="main" word="Skip to the content" />
      </nav>
      <header className="shell-head">
        <Link href="/" className="brand" aria-label="Cutwater, all changes">
          <Logo />
          <span>Cutwater</span>
        </Link>
        <PageLink href="/mine" word="Yours" />
        <PageLink href="/follow-ups" word="Follow-ups" />
        <PageLink href="/server" word="Server" />
        <Who />
        <ThemeSwitch />
      </header>
      <Announced />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

/** For those who listen to the page rather than see it. */
function Announced() {
  return (
    <p className="unseen" role="status">
      {useStore(announced)}
    </p>
  )
}

function SkipLink({ id, word }: { id: string; word: string }) {
  return (
    <a
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(id)?.focus()
      }}
    >
      {word}
    </a>
  )
}

function PageLink({ href, word }: { href: string; word: string }) {
  const now = useStore(session)
  if (now.state !== 'in') return null
  return (
    <Link href={href} className="shell-link">
      {word}
    </Link>
  )
}

function Who() {
  const now = useStore(session)
  if (now.state !== 'in') return <span className="who" />
  const { name, roles, csrf } = now.view
  return (
    <span className="who">
      <span className="who-name" title={`roles: ${roles.join(', ')}`}>
        {name}
        <span className="unseen">, {roles.join(', ')}</span>
      </span>
      {csrf === null ? null : (
        <Button className="button small quiet" onPress={() => void logOut().catch(() => {})}>
          Log out
        </Button>
      )}
    </span>
  )
}
