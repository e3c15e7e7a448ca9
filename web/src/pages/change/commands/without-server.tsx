import type { ChangeView } from '../../../../../src/read/change/change-view.ts'
import { CopyLine } from '../../../parts/copy-line.tsx'

/** The red button has no effect while the server is gone; these lines reach the proxies themselves. */
export function WithoutServer({ view }: { view: ChangeView }) {
  return (
    <div className="without-server">
      <h2>To close it without the server</h2>
      <p className="soft">On a machine that reaches the proxies:</p>
      <DirectLines view={view} />
    </div>
  )
}

export function DirectLines({ view: { environment, rollouts } }: { view: ChangeView }) {
  const names = rollouts.flatMap(({ traffic }) => traffic.map(({ target }) => `${environment}/${target}`))
  const targets = names.length === 0 ? [`${environment}/TARGET`] : [...new Set(names)]
  return targets.map((target) => <CopyLine key={target} line={`cutwater kill ${target} --direct`} />)
}
