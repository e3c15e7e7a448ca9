/** The colours of both pages, for light and dark. Every text on its ground reaches WCAG AA; a test computes it. */
export type Palette = Readonly<Record<Colour, string>>
export type Colour =
  | 'ground'
  | 'surface'
  | 'ink'
  | 'muted'
  | 'line'
  | 'accent'
  | 'on-accent'
  | 'good'
  | 'good-ground'
  | 'warn'
  | 'warn-ground'

export const light: Palette = {
  ground: '#f5f3ee',
  surface: '#ffffff',
  ink: '#171c22',
  muted: '#535c67',
  line: '#dcd7cc',
  accent: '#0b5f66',
  'on-accent': '#ffffff',
  good: '#125c39',
  'good-ground': '#dcf2e4',
  warn: '#704300',
  'warn-ground': '#fdebc8',
}

export const dark: Palette = {
  ground: '#0e1318',
  surface: '#171e25',
  ink: '#edf1f4',
  muted: '#a7b3be',
  line: '#2c3742',
  accent: '#74d4cd',
  'on-accent': '#04201f',
  good: '#8fe3b4',
  'good-ground': '#103222',
  warn: '#f7d18b',
  'warn-ground': '#3a2a08',
}

/** Which colour is written on which. */
export const pairs: readonly (readonly [text: Colour, ground: Colour])[] = [
  ['ink', 'ground'],
  ['ink', 'surface'],
  ['muted', 'ground'],
  ['muted', 'surface'],
  ['accent', 'ground'],
  ['accent', 'surface'],
  ['on-accent', 'accent'],
  ['good', 'good-ground'],
  ['warn', 'warn-ground'],
]

/**
 * GlassFX lets these colours shine through the ground, at most in these shares, and darkens quiet text by
 * `towardsInk`.
 */
export const glass = { accentShare: 0.36, warm: '#e8964a', warmShare: 0.34, towardsInk: 0.5 } as const

/** `share` of one colour and the rest of the other, as CSS `color-mix(in srgb, ...)` does. */
export function mix(a: string, share: number, b: string): string {
  const channel = (at: number) => {
    const [left, right] = [a, b].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number]
    return Math.round(left * share + right * (1 - share))
      .toString(16)
      .padStart(2, '0')
  }
  return `#${channel(1)}${channel(3)}${channel(5)}`
}

export const paletteCss = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** The contrast ratio of two `#rrggbb` colours, 1..21. Source: WCAG 2.2, "contrast ratio" and "relative luminance". */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
