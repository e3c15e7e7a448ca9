import type { EffectOutput } from '../../../src/read/progress/step-view.ts'

/** What each try printed: bounded and without secrets, as the server keeps it. */
export function Outputs({ outputs }: { outputs: readonly EffectOutput[] }) {
  const spoken = outputs.filter(({ output }) => output.trim() !== '')
  if (spoken.length === 0) return null
  return (
    <details className="outputs">
      <summary>Output</summary>
      {spoken.map(({ direction, attempt, status, output }) => (
        <figure key={`${direction} ${attempt}`}>
          <figcaption>
            {direction}, attempt {attempt}: {status}
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
          <pre tabIndex={0}>{output}</pre>
        </figure>
      ))}
    </details>
  )
}
