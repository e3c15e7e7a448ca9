import { useEffect } from 'react'
import { loadSession } from '../data/session.ts'
import { CopyLine } from '../parts/copy-line.tsx'
import { Shell } from '../shell/shell.tsx'

const ASK_AGAIN_MS = 2_000

/** The page was opened and the server does not answer: there is no picture to keep, only what helps. */
export function NoServer() {
  useEffect(() => {
    const asking = setInterval(() => void loadSession(), ASK_AGAIN_MS)
    return () => clearInterval(asking)
  }, [])
  return (
    <Shell title="Server gone">
      <div className="plain-page" role="status">
        <h1>The server does not answer</h1>
        <p>
          Requests of users flow on as they did. This page looks again every two seconds and comes back by
          itself.
        </p>
        <p>To close a target without the server:</p>
        <CopyLine line="cutwater kill ENVIRONMENT/TARGET --direct" />
      </div>
    </Shell>
  )
}
