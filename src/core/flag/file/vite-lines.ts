import type { Scalar } from '../../runbook/runbook.ts'

export type ViteLines =
  | { readonly text: string }
  /** Flags that cannot be written so, each with why. */
  | { readonly refused: readonly { readonly flag: string; readonly because: string }[] }

/** Values as the `.env` file that Vite reads: `canary-percentage` becomes `VITE_CANARY_PERCENTAGE`, always quoted. */
export function viteLines(values: Readonly<Record<string, Scalar>>): ViteLines {
  const lines = Object.entries(values).map(([flag, value]) => ({
    flag,
    name: viteName(flag),
    quoted: quoted(String(value)),
  }))
  const refused = lines.flatMap(({ flag, name, quoted }) => {
    const twin = lines.find((other) => other.name === name && other.flag !== flag)
    if (twin !== undefined) return [{ flag, because: `${twin.flag} would be ${name} as well` }]
    return quoted === null
      ? [
          {
            flag,
            because: 'no .env file can hold its value: it has every kind of quote, or a carriage return',
          },
        ]
      : []
  })
  if (refused.length > 0) return { refused }
  return { text: lines.map(({ name, quoted }) => `${name}=${quoted}\n`).join('') }
}

/**
 * Words in capitals, joined by underscores: `GlassFXEnabled` is `VITE_GLASS_FX_ENABLED`, and so is
 * `vite-glass-fx-enabled`.
 */
export function viteName(flag: string): string {
  const words = flag
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return `VITE_${words.toUpperCase().replace(/^VITE_(?=.)/, '')}`
}

/**
 * dotenv takes what is between quotes as it is, and knows no escape for the quote itself; only between double quotes
 * are \n and \r line breaks. Vite then expands $NAME wherever it stands, unless a backslash is before it. Null when
 * no quote is left to use.
 */
function quoted(value: string): string | null {
  if (value.includes('\r')) return null
  const expandable = value.replaceAll('$', '\\$')
  if (!value.includes("'")) return `'${expandable}'`
  if (!value.includes('`')) return `\`${expandable}\``
  return value.includes('"') || /\\[nr]/.test(value) ? null : `"${expandable}"`
}
