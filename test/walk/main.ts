/** `npm run walk`: how far the hub goes for a request. `--json` prints the figures alone, `--person` walks (a) only, `--steps=<n>` lists the n-th walk. */
import { parseArgs } from 'node:util'
import { measure } from './record.ts'
import { openScene } from './scene.ts'
import { walkAll, walkPerson } from './walks.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, person: { type: 'boolean' }, steps: { type: 'string' } } })

/** Enough for a batch of a thousand; one person needs few others. */
const [walk, persons] = values.person === true ? [walkPerson, 300] : [walkAll, 6_000]

const scene = await openScene(process.env.DATABASE_URL, persons)
try {
  const walks = await walk(scene)
  const figures = walks.map(({ name, steps }) => ({ name, ...measure(steps) }))
  if (values.json === true) console.log(JSON.stringify(figures))
  else console.table(Object.fromEntries(figures.map(({ name, ...counts }) => [name, counts])))
  const shown = values.steps === undefined ? undefined : walks[Number(values.steps)]
  for (const { place } of shown?.steps ?? []) console.log(place)
} finally {
  await scene.close()
}
