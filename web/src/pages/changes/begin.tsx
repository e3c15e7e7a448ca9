import { CopyLine } from '../../parts/copy-line.tsx'

/** Where it is told how services of one's own come under a release. */
const HOW_TO = 'docs/how-to/your-own-service.md'

const LINES = [
  {
    line: 'cutwater gateway --config gateway.json',
    does: 'Put the gateway before your services: it splits their requests',
  },
  {
    line: 'cutwater check release.yaml --binding cutwater.yaml',
    does: 'Check the plan: every fault is named with its place and the remedy',
  },
  {
    line: 'cutwater run release.yaml environment=staging version_tag=v1.0.1',
    does: 'Begin the first change',
  },
]

/** There has never been a change: how to come to the first one. */
export function Begin() {
  return (
    <section className="nothing begin" aria-labelledby="begin">
      <h2 id="begin">Nothing has been released yet</h2>
      <p>With services of your own, three commands lead to the first change. It appears here by itself.</p>
      <ol className="begin-lines">
        {LINES.map(({ line, does }) => (
          <li key={line}>
            <p>{does}</p>
            <CopyLine line={line} />
          </li>
        ))}
      </ol>
      <p className="soft">
        What stands in each of these files: <code>{HOW_TO}</code>, where Cutwater is installed.
      </p>
    </section>
  )
}
