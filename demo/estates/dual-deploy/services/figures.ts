/** What the investor panel shows. Invented, and the same on every run. */
export type Figure = {
  readonly id: string
  readonly title: string
  readonly value: string
  readonly change: string
  readonly trend: readonly number[]
}

export const figures: readonly Figure[] = [
  {
    id: 'arr',
    title: 'Recurring revenue',
    value: '€ 18.4 M',
    change: 'up 31 % on last year',
    trend: [11, 12, 12.6, 13.4, 14.9, 16, 17.1, 18.4],
  },
  {
    id: 'retention',
    title: 'Net retention',
    value: '118 %',
    change: 'up 4 points since spring',
    trend: [109, 110, 112, 111, 113, 114, 116, 118],
  },
  {
    id: 'margin',
    title: 'Gross margin',
    value: '74.2 %',
    change: 'up 1.8 points on last year',
    trend: [70, 71, 71.2, 72, 72.4, 72.9, 73.8, 74.2],
  },
  {
    id: 'customers',
    title: 'Customers',
    value: '1,284',
    change: '96 more this quarter',
    trend: [880, 930, 990, 1040, 1110, 1160, 1188, 1284],
  },
  {
    id: 'payback',
    title: 'Payback',
    value: '13 months',
    change: 'two months sooner than last year',
    trend: [17, 16.4, 16, 15.2, 15, 14.1, 13.6, 13],
  },
  {
    id: 'runway',
    title: 'Runway',
    value: '31 months',
    change: 'steady since summer',
    trend: [28, 27, 30, 33, 32.4, 31.6, 31.2, 31],
  },
]
