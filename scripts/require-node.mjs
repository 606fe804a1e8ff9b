// Runs on any Node, so that an old one gets one clear line instead of a syntax error.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `doorstroom needs Node 24 and found ${process.version}: run "npm ci" (it installs a pinned Node 24) and start through "npm run".`,
  )
  process.exit(1)
}
