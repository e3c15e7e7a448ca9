import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import { offsetAt, timeOfDay } from './format.ts'
import { useIsDark } from './theme.ts'

/** A colour of the tokens as the canvas needs it. */
export type Ink = (token: string) => string
export type Drawing = (ink: Ink) => Omit<UPlot.Options, 'width' | 'height'>

/**
 * A drawing over time. To a screen reader it is one picture: `label` says what there is to see, and the numbers stand
 * in a table beside it. `onPoint` tells over which point the pointer is; null when it has left.
 */
export function Plot({
  label,
  data,
  drawing,
  shape,
  height,
  onPoint,
}: {
  label: string
  data: UPlot.AlignedData
  drawing: Drawing
  /** What the drawing depends on besides its data: when it changes, all is drawn anew. */
  shape: string
  height: number
  onPoint: (index: number | null) => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const dark = useIsDark()
  const newest = useRef({ data, drawing, onPoint })
  newest.current = { data, drawing, onPoint }

  // biome-ignore lint/correctness/useExhaustiveDependencies: other colours and other lines are another drawing
  useEffect(() => {
    const host = place.current
    if (host === null) return
    const made = new UPlot(
      {
        ...newest.current.drawing(inkOf(host)),
        width: host.clientWidth,
        height,
        legend: { show: false },
        hooks: { setCursor: [({ cursor: { idx } }) => newest.current.onPoint(idx ?? null)] },
      },
      newest.current.data,
      host,
    )
    plot.current = made
    const resizing = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height }))
    resizing.observe(host)
    return () => {
      resizing.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [dark, shape, height])
  useEffect(() => plot.current?.setData(data), [data])

  return <div ref={place} className="plot" role="img" aria-label={label} />
}

/** A custom property is text until something is painted with it. */
function inkOf(host: HTMLElement): Ink {
  return (token) => {
    const before = host.style.color
    host.style.color = `var(--${token})`
    const { color } = getComputedStyle(host)
    host.style.color = before
    return color
  }
}

/** Fine lines, small figures, and no more ink than needed. */
export function axes(ink: Ink, ofValue: (value: number) => string): UPlot.Axis[] {
  const font = '11px system-ui, sans-serif'
  const shared = { stroke: ink('ink-soft'), font, ticks: { show: false }, labelFont: font }
  return [
    { ...shared, size: 26, grid: { show: false }, space: 70, values: (_, ticks) => timesOf(ticks) },
    {
      ...shared,
      size: 58,
      space: 26,
      grid: { stroke: ink('line'), width: 1 },
      values: (_, ticks) => ticks.map(ofValue),
    },
  ]
}

/** The offset from UTC stands once, and again where it changes. */
function timesOf(ticks: readonly number[]): string[] {
  const offsets = ticks.map((seconds) => offsetAt(seconds * 1_000))
  return ticks.map((seconds, i) =>
    offsets[i] === offsets[i - 1] ? timeOfDay(seconds * 1_000) : `${timeOfDay(seconds * 1_000)}${offsets[i]}`,
  )
}
