export const targets = ['wix', 'gamma'] as const
export type Target = (typeof targets)[number]

/** Of their services, relative to demo/. */
export const scripts: Readonly<Record<Target, string>> = {
  wix: 'estates/dual-deploy/services/wix.ts',
  gamma: 'estates/dual-deploy/services/gamma.ts',
}
