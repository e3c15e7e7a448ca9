import { type Fault, fault } from '../../document/finding.ts'
import { entriesOf } from '../../document/tree.ts'

const NAMED = /(^|_|-|[a-z])(password|passwd|secret|token|api_?key|private_?key|credential)s?$/i
/** Longer text is refused wherever it stands; and nothing may look far ahead from each place of a long text. */
const LONGEST = 4_000
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\bxox[abpr]-[A-Za-z0-9-]{10,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./,
  /:\/\/[^\s/@:]+:[^\s/@]+@/,
]

/** Secrets belong into the binding, by name. What was found is never repeated. */
export function checkSecrets(root: unknown): readonly Fault[] {
  const remedy =
    'give the secret to the action in cutwater.yaml, as env: { KEY: "secret:NAME" }, and remove it here'
  return [...entriesOf(root)].flatMap(({ path, leaf, isLeaf }) => {
    if (!isLeaf || typeof leaf !== 'string' || leaf === '' || leaf.length > LONGEST) return []
    if (/\bsecret:[A-Za-z]/.test(leaf)) return [fault(path, 'secret', 'a plan cannot use secrets', remedy)]
    if (SHAPES.some((shape) => shape.test(leaf)))
      return [fault(path, 'secret', 'this looks like a secret', remedy)]
    const named = path.at(-2) === 'with' && typeof path.at(-1) === 'string' && NAMED.test(String(path.at(-1)))
    return named && !leaf.includes('${{')
      ? [fault(path, 'secret', 'this looks like a secret, by its name', remedy)]
      : []
  })
}
