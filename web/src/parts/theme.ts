import { storeOf, useStore } from '../data/store.ts'

export type Theme = 'auto' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark']
const KEY = 'cutwater-theme'

const theme = storeOf<Theme>(remembered())
export const useTheme = (): Theme => useStore(theme)

/** `auto` follows the system; the others are what this person wants here. */
export function chooseTheme(wanted: Theme): void {
  try {
    localStorage.setItem(KEY, wanted)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  theme.set(wanted)
  applyTheme()
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = theme.get()
}

function remembered(): Theme {
  try {
    const word = localStorage.getItem(KEY)
    return THEMES.find((one) => one === word) ?? 'auto'
  } catch {
    return 'auto'
  }
}

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const system = storeOf(systemDark.matches)
systemDark.addEventListener('change', ({ matches }) => system.set(matches))

/** For what is painted rather than styled: a canvas has to be painted again. */
export function useIsDark(): boolean {
  const wanted = useTheme()
  const dark = useStore(system)
  return wanted === 'auto' ? dark : wanted === 'dark'
}
