/** What the panel's page shows, read from the page alone, and whether that is what the flag asks for. */
import { type Colour, contrast, type Palette, pairs } from '../../../pages/theme.ts'

export type PanelEvidence = {
  readonly version: string
  readonly glass: number
  readonly plain: number
  readonly focusRings: boolean
  /** The lowest contrast of text on its ground, for each colour scheme the page carries. */
  readonly contrasts: readonly { readonly scheme: 'light' | 'dark'; readonly ratio: number }[]
}

export function panelEvidence(page: string): PanelEvidence {
  const count = (kind: string) => page.split(`class="card ${kind}"`).length - 1
  const schemes = [...page.matchAll(/:root\{(--ground:[^}]*)\}/g)].map((found) => paletteFrom(found[1] ?? ''))
  return {
    version: /id="version">([^<]+)</.exec(page)?.[1] ?? 'an unknown version',
    glass: count('glass'),
    plain: count('plain'),
    focusRings:
      /:focus-visible\{outline:[2-9]px solid/.test(page) &&
      !/\.card[^{]*\{[^}]*outline:\s*(none|0)/.test(page),
    contrasts: schemes.map((palette, i) => ({
      scheme: i === 0 ? 'light' : 'dark',
      ratio: lowestContrast(palette),
    })),
  }
}

/** Null when all is well, else the one sentence that says what is not. */
export function panelFault(page: PanelEvidence, wantedGlass: boolean, cards: number): string | null {
  const [right, wrong] = wantedGlass ? [page.glass, page.plain] : [page.plain, page.glass]
  const kind = wantedGlass ? 'GlassFX' : 'plain'
  if (wrong > 0 || right === 0)
    return `GlassFXEnabled is ${wantedGlass}, but the page shows ${page.glass} GlassFX and ${page.plain} plain cards`
  if (right !== cards) return `the panel has ${cards} cards, but the page shows ${right} ${kind} ones`
  if (!page.focusRings) return 'the page shows no focus rings'
  if (page.contrasts.length < 2) return 'the page lacks its light or its dark colours'
  const poor = page.contrasts.find(({ ratio }) => ratio < 4.5)
  return poor
    ? `the ${poor.scheme} colours reach a contrast of ${poor.ratio.toFixed(1)}:1 only; AA needs 4.5:1`
    : null
}

export function lowestContrast(palette: Palette): number {
  return Math.min(...pairs.map(([text, ground]) => contrast(palette[text], palette[ground])))
}

function paletteFrom(css: string): Palette {
  const entries = [...css.matchAll(/--([a-z-]+):(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value])
  return Object.fromEntries(entries) as Record<Colour, string>
}
