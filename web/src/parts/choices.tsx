import { Label, Radio, RadioGroup } from 'react-aria-components'

export type Choice = { readonly value: string; readonly title: string; readonly more: string }

/** One of a few, each with what it means. */
export function Choices({
  label,
  choices,
  chosen,
  choose,
}: {
  label: string
  choices: readonly Choice[]
  chosen: string | null
  choose: (value: string) => void
}) {
  return (
    <RadioGroup className="choices" value={chosen} onChange={choose}>
      <Label className="asked">{label}</Label>
      {choices.map(({ value, title, more }) => (
        <Radio key={value} value={value} className="choice">
          <span className="choice-dot" aria-hidden="true" />
          <span>
            <span className="choice-title">{title}</span>
            <span className="choice-more">{more}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  )
}
