export const portOf = (url: string): number => Number(new URL(url).port)
