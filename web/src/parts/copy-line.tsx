import { useState } from 'react'
import { Button } from 'react-aria-components'

/** A command for a terminal, to copy. */
export function CopyLine({ line }: { line: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line)
      setCopied('yes')
    } catch {
      // Browsers refuse it outside secure places; the line can still be marked by hand.
      setCopied('failed')
    }
    setTimeout(() => setCopied('no'), 2_500)
  }
  return (
    <span className="copy-line">
      <code>{line}</code>
      <Button className="button small" onPress={() => void copy()} aria-label={`Copy ${line}`}>
        {copied === 'yes' ? 'Copied' : copied === 'failed' ? 'Mark it' : 'Copy'}
      </Button>
    </span>
  )
}
