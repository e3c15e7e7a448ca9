/** Nothing from elsewhere and nothing that runs: whatever became markup by a fault of ours could still do nothing. */
export const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
/** The same, with pictures that are in the page. */
export const WITH_PICTURES = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

/** A page that needs nothing else. `title` and `body` are markup: what others have said is escaped in them. */
export const htmlPage = (page: {
  readonly title: string
  readonly style: string
  readonly body: string
  readonly policy?: string
}): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="${page.policy ?? REPORT_POLICY}">
<title>${page.title}</title>
<style>${page.style}</style>
</head>
<body>
${page.body}
</body>
</html>
`
