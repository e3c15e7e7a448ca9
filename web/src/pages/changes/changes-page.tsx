import { followChanges, NOTHING, OPEN_MAX } from '../../data/changes.ts'
import { useFollowed } from '../../data/store.ts'
import { CopyLine } from '../../parts/copy-line.tsx'
import { LinkNotice } from '../../parts/link-notice.tsx'
import { Shell } from '../../shell/shell.tsx'
import { ChangeRows } from './change-rows.tsx'
import { Targets } from './targets.tsx'

/** What is under way, and what ended last. */
export function ChangesPage() {
  const [{ open, over, targets, link, problem }, look] = useFollowed(followChanges, NOTHING)
  const title =
    open === null ? 'Changes' : open.length === 0 ? 'Nothing under way' : `${open.length} under way`
  return (
    <Shell
      title={link.link === 'gone' ? 'Server gone' : title}
      level={link.link === 'gone' ? 'unsure' : 'quiet'}
    >
      <div className={`changes ${link.link === 'gone' ? 'stale' : ''}`}>
        <h1>Changes</h1>
        <LinkNotice link={link} />
        {problem === null ? null : (
          <p className="problem" role="alert">
            <strong>{problem.message}</strong> {problem.remedy}
          </p>
        )}
        {open === null ? null : (
          <>
            <h2>Under way</h2>
            {open.length === 0 ? <Nothing /> : <ChangeRows changes={open} caption="Changes under way" />}
            {open.length < OPEN_MAX ? null : (
              <p className="soft">The newest {OPEN_MAX} are shown; cutwater list shows them all.</p>
            )}
            <Targets targets={targets} look={look} gone={link.link === 'gone'} />
            {over.length === 0 ? null : (
              <>
                <h2>Ended last</h2>
                <ChangeRows changes={over} caption="Changes that ended last" />
              </>
            )}
          </>
        )}
      </div>
    </Shell>
  )
}

function Nothing() {
  return (
    <div className="nothing">
      <p>Nothing is under way. All traffic is as it was left.</p>
      <p className="soft">A change begins with a plan:</p>
      <CopyLine line="cutwater run plans/dual-deploy.yaml environment=staging version_tag=v2.0.0" />
    </div>
  )
}
