import { useSearch } from 'wouter/use-browser-location'
import type { ChangeLine } from '../../../../src/read/change/change-view.ts'
import { followChanges, NOTHING, OPEN_MAX } from '../../data/changes.ts'
import { useFollowed } from '../../data/store.ts'
import { LinkNotice } from '../../parts/link-notice.tsx'
import { keepSearch } from '../../shell/routes.ts'
import { Shell } from '../../shell/shell.tsx'
import { Begin } from './begin.tsx'
import { ChangeRows } from './change-rows.tsx'
import { matches, searchOf, type Wanted, wantedIn, worstFirst } from './filter.ts'
import { Filters } from './filters.tsx'
import { Targets } from './targets.tsx'

/** What is under way, and what ended last. */
export function ChangesPage() {
  const [{ open, over, targets, link, problem }, look] = useFollowed(followChanges, NOTHING)
  const title =
    open === null ? 'Changes' : open.length === 0 ? 'Nothing under way' : `${open.length} under way`
  const gone = link.link === 'gone'
  return (
    <Shell title={gone ? 'Server gone' : titleOf(open, title)} level={gone ? 'unsure' : 'quiet'}>
      <div className={`changes ${gone ? 'stale' : ''}`}>
        <h1>Changes</h1>
        <LinkNotice link={link} />
        {problem === null ? null : (
          <p className="problem" role="alert">
            <strong>{problem.message}</strong> {problem.remedy}
          </p>
        )}
        {open === null ? null : open.length + over.length === 0 ? (
          <>
            <Begin />
            <Targets targets={targets} look={look} gone={gone} />
          </>
        ) : (
          <Lists open={open} over={over}>
            <Targets targets={targets} look={look} gone={gone} />
          </Lists>
        )}
      </div>
    </Shell>
  )
}

/** From afar: whether any of them is in danger. */
function titleOf(open: readonly ChangeLine[] | null, title: string): string {
  const bad = (open ?? []).filter(({ headline }) => headline.look === 'danger').length
  return bad === 0 ? title : `${bad} IN DANGER · ${title}`
}

/** `children`: where the traffic goes, between what moves it and what is over. */
function Lists({
  open,
  over,
  children,
}: {
  open: readonly ChangeLine[]
  over: readonly ChangeLine[]
  children: React.ReactNode
}) {
  const wanted = wantedIn(useSearch())
  const all = [...open, ...over]
  const [openOnes, overOnes] = [open, over].map((lines) => lines.filter((line) => matches(line, wanted)))
  const found = [...(openOnes ?? []), ...(overOnes ?? [])].length
  const want = (next: Wanted) => keepSearch(searchOf(next))
  const narrowed = searchOf(wanted) !== ''
  return (
    <>
      <Filters lines={all} wanted={wanted} want={want} />
      <p className="unseen" role="status">
        {narrowed ? `${found} of ${all.length} changes` : ''}
      </p>
      {narrowed && found === 0 ? (
        <div className="nothing">
          <p>None of the {all.length} changes here is like that. Older ones: cutwater list.</p>
        </div>
      ) : null}
      <Section title="Under way" changes={worstFirst(openOnes ?? [])} caption="Changes under way">
        {narrowed ? null : <p className="soft">Nothing is under way. All traffic is as it was left.</p>}
      </Section>
      {open.length < OPEN_MAX ? null : (
        <p className="soft">The newest {OPEN_MAX} are shown; cutwater list shows them all.</p>
      )}
      {children}
      <Section title="Ended last" changes={overOnes ?? []} caption="Changes that ended last" />
    </>
  )
}

/** `children`: what to say when there are none; without it there is no such section then. */
function Section({
  title,
  changes,
  caption,
  children = null,
}: {
  title: string
  changes: readonly ChangeLine[]
  caption: string
  children?: React.ReactNode
}) {
  if (changes.length === 0 && children === null) return null
  return (
    <>
      <h2>{title}</h2>
      {changes.length === 0 ? children : <ChangeRows changes={changes} caption={caption} />}
    </>
  )
}
