import type { ServerView } from '../../../../src/read/records/server-view.ts'
import { needsLook } from '../../../../src/read/words/loop.ts'
import { StoodStillAt } from '../../data/clock.ts'
import { followServer, NOTHING } from '../../data/server.ts'
import { useFollowed } from '../../data/store.ts'
import { LinkNotice } from '../../parts/link-notice.tsx'
import { At, Since } from '../../parts/time.tsx'
import { Shell } from '../../shell/shell.tsx'
import { LoopRows } from './loop-rows.tsx'

/** The server that answers, and everything that goes on in it by itself. */
export function ServerPage() {
  const [{ server, link, problem }] = useFollowed(followServer, NOTHING)
  const gone = link.link === 'gone'
  const ill = server?.loops.filter(needsLook).length ?? 0
  return (
    <Shell title={gone ? 'Server gone' : titleOf(ill)} level={gone || ill > 0 ? 'unsure' : 'quiet'}>
      <StoodStillAt value={gone && server !== null ? Date.parse(server.at) : null}>
        <div className={`changes server ${gone ? 'stale' : ''}`}>
          <h1>Server</h1>
          <LinkNotice link={link} />
          {problem === null ? null : (
            <p className="problem" role="alert">
              <strong>{problem.message}</strong> {problem.remedy}
            </p>
          )}
          {server === null ? null : <Loops server={server} ill={ill} />}
        </div>
      </StoodStillAt>
    </Shell>
  )
}

const titleOf = (ill: number): string =>
  ill === 0 ? 'Server' : ill === 1 ? 'One loop needs a look' : `${ill} loops need a look`

function Loops({ server: { instance, startedAt, loops }, ill }: { server: ServerView; ill: number }) {
  return (
    <>
      <p className="soft">
        <span className="id">{instance}</span>, up for <Since at={startedAt} />, since <At at={startedAt} />
      </p>
      {ill === 0 ? null : (
        <>
          <h2>Needs a look</h2>
          <LoopRows loops={loops.filter(needsLook)} caption="Loops that need a look" />
        </>
      )}
      <h2>{ill === 0 ? 'All loops work' : 'The others work'}</h2>
      <LoopRows loops={loops.filter((loop) => !needsLook(loop))} caption="Loops that work" />
    </>
  )
}
