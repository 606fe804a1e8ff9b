/** Style of reports: legible at 320 pixels and when printed, in light and dark. */
export const STYLE = `
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; max-width: 100rem; padding: 1rem; }
h1 { font-size: 1.75rem; margin: 0.5rem 0; } h2 { font-size: 1.3rem; margin: 2rem 0 0.5rem; }
header p, footer p { max-width: 60rem; } .note { border-left: 0.3rem solid #1f5f99; padding-left: 0.7rem; }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
.beside { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
figure { margin: 0; flex: 1 1 22rem; min-width: 0; } figure svg { max-width: 100%; height: auto; } figcaption { font-size: 0.9rem; }
.scroll { overflow: auto; flex: 1 1 22rem; min-width: 0; max-height: 40rem; border: 1px solid #6b6b6b; }
.scroll:focus-visible { outline: 3px solid #1f5f99; }
table { border-collapse: collapse; font-size: 0.9rem; width: 100%; } caption { text-align: left; padding: 0.4rem; font-weight: bold; }
th, td { border-bottom: 1px solid #d9d9d9; padding: 0.25rem 0.6rem; text-align: right; white-space: nowrap; } tbody th { text-align: left; font-weight: normal; }
thead th { white-space: normal; vertical-align: bottom; } td.hidden { font-style: italic; color: #595959; }
dt { font-weight: bold; } dd { margin: 0 0 0.5rem 1rem; } code { overflow-wrap: anywhere; }
@media print { .scroll { max-height: none; overflow: visible; } .skip { display: none; } }
`
