import { Radio, RadioGroup } from 'react-aria-components'
import { chooseTheme, THEMES, type Theme, useTheme } from '../parts/theme.ts'

const WORDS: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' }

export function ThemeSwitch() {
  return (
    <RadioGroup
      className="theme-switch"
      aria-label="Colours"
      orientation="horizontal"
      value={useTheme()}
      onChange={(value) => chooseTheme(THEMES.find((one) => one === value) ?? 'auto')}
    >
      {THEMES.map((one) => (
        <Radio key={one} value={one} className="theme-choice">
          {WORDS[one]}
        </Radio>
      ))}
    </RadioGroup>
  )
}
