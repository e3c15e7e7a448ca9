import { Input, Label, TextField } from 'react-aria-components'

/** As long as the API takes it. */
const LONGEST = 500

export const WHY_IF_YOU_LIKE = 'Why? It goes into the journal; you may leave it empty.'

/** The journal has a reason for everything that was asked. */
export const reasonOr = (words: string): string => words.trim() || 'asked on the page, without a reason'

/** A line for the journal. */
export function Reason({
  label,
  value,
  change,
  autoFocus = false,
}: {
  label: string
  value: string
  change: (value: string) => void
  autoFocus?: boolean
}) {
  return (
    <TextField className="field" value={value} onChange={change} maxLength={LONGEST} autoFocus={autoFocus}>
      <Label className="asked">{label}</Label>
      <Input />
    </TextField>
  )
}
