/** Referrals, outreach and conflicts of holders: rows about persons are doors of their own, and lead no further than the plain question. */
import { askedQueue, listQueues } from '../queues.ts'
import type { Probe, Scene } from '../scene.ts'

const NODE = 'direction person { familyName } newcomer { id } sender { name } receiver { name }'

type Referral = { direction: string; newcomer: { id: string } | null; sender: { name: string }; receiver: { name: string } }

/** Only the caller's own referrals exist, and the person behind one is a newcomer only where the plain question answers that newcomer. */
export const sides: Probe = async (scene) => {
  if (!scene.contract.operations.has('referrals')) return
  const own = (await scene.ask('{ viewer { organisation } }')).data?.viewer as { organisation: string }
  const listed = await scene.ask(`{ referrals(first: 100) { nodes { ${NODE} } } }`)
  const { nodes } = (listed.data?.referrals ?? { nodes: [] }) as { nodes: Referral[] }
  scene.hold(listed.errors.length === 0, 'referrals are answered')
  for (const { direction, sender, receiver } of nodes)
    scene.hold((direction === 'SENT' ? sender : receiver).name === own.organisation, 'a referral of others is listed')
  if (!scene.contract.operations.has('newcomersById')) return
  const ids = nodes.flatMap(({ newcomer }) => (newcomer === null ? [] : [newcomer.id]))
  const plain = await scene.ask({ query: 'query ($ids: [ID!]!) { newcomersById(ids: $ids) { id } }', variables: { ids } })
  const found = ((plain.data?.newcomersById ?? []) as ({ id: string } | null)[]).map((one) => one?.id)
  for (const id of ids) scene.hold(found.includes(id), 'a newcomer behind a referral is not in scope')
}

/** Whoever is listed for outreach is entitled and has not started, also by the plain question where that is granted. */
export const outreach: Probe = async (scene) => {
  const { operations, granted } = scene.contract
  if (!operations.has('outreach')) return
  const levers = [...granted.keys()].filter((coordinate) => coordinate.startsWith('OutreachLever.')).map((one) => one.split('.')[1])
  const fact = granted.get('Newcomer.entitledNotStarted') === 'yes' ? ' entitledNotStarted' : ''
  for (const lever of levers) {
    const { data, errors } = await scene.ask(`{ outreach(lever: ${lever}, first: 100) { nodes { newcomer { id${fact} } } } }`)
    scene.hold(errors.length === 0, `outreach by ${lever} is answered`)
    const { nodes } = (data?.outreach ?? { nodes: [] }) as { nodes: { newcomer: { entitledNotStarted?: boolean } }[] }
    for (const { newcomer } of nodes)
      scene.hold(fact === '' || newcomer.entitledNotStarted === true, `somebody else is listed under ${lever}`)
  }
}

/** Whoever is in the queue of conflicts is in scope, the caller has a file of that kind, and another organisation is named. */
export const conflicts: Probe = async (scene) => {
  const { operations, granted } = scene.contract
  if (!operations.has('holderConflicts')) return
  const own = (await scene.ask('{ viewer { organisation } }')).data?.viewer as { organisation: string }
  const fields = [...granted.keys()].flatMap((coordinate) => /^HolderConflict\.(?!newcomer$)(\w+)$/.exec(coordinate)?.[1] ?? [])
  const kinds = [...granted.keys()].flatMap((coordinate) => /^FileKind\.(\w+)$/.exec(coordinate)?.[1] ?? [])
  scene.hold(fields.length === kinds.length && kinds.length > 0, `${kinds.length} kinds of files, and ${fields.length} lists of them`)
  for (const kind of kinds) {
    const files = fields.map((field) => `${field} { otherHolder { name } }`).join(' ')
    const { data, errors } = await scene.ask(`{ holderConflicts(kind: ${kind}, first: 100) { nodes { newcomer { id } ${files} } } }`)
    scene.hold(errors.length === 0, `conflicts over ${kind} are answered`)
    type Node = { newcomer: object | null } & Record<string, { otherHolder: { name: string } | null }[]>
    for (const node of (data?.holderConflicts as { nodes: Node[] } | undefined)?.nodes ?? []) {
      scene.hold(node.newcomer !== null, 'somebody out of scope is in the queue of conflicts')
      const others = fields.flatMap((field) => node[field] ?? []).map(({ otherHolder }) => otherHolder?.name)
      scene.hold(others.length > 0 && !others.includes(own.organisation), `a conflict over ${kind} is with nobody, or with oneself`)
    }
  }
}

/** Every queue that the schema has is answered where it is granted, by the subsets that are granted, and its persons are those of the plain question. */
export const queues: Probe = async (scene) => {
  const { operations, granted } = scene.contract
  for (const queue of listQueues(scene.target.schema)) {
    const may = operations.has(queue.root)
    const person = granted.has(`${queue.type}.newcomer`) && granted.has('Newcomer.id') ? ' nodes { newcomer { id } }' : ''
    for (const value of queue.subset?.values ?? [undefined]) {
      const ask = `{ page: ${askedQueue(queue, value, 'first: 100')} { totalCount${may ? person : ''} } }`
      if (!may || (value !== undefined && !granted.has(`${queue.subset?.of}.${value}`)))
        await scene.refuses(ask, `${queue.root} ${value ?? ''}`)
      else await holdPersons(scene, ask, queue.root)
    }
  }
}

async function holdPersons(scene: Scene, ask: string, root: string): Promise<void> {
  const { data, errors } = await scene.ask(ask)
  scene.hold(errors.length === 0, `${root} is answered`)
  const { nodes = [] } = (data?.page ?? {}) as { nodes?: { newcomer: { id: string } | null }[] }
  const ids = [...new Set(nodes.flatMap(({ newcomer }) => newcomer?.id ?? []))]
  if (ids.length === 0 || !scene.contract.operations.has('newcomersById')) return
  const plain = await scene.ask({ query: 'query ($ids: [ID!]!) { newcomersById(ids: $ids) { id } }', variables: { ids } })
  const found = ((plain.data?.newcomersById ?? []) as ({ id: string } | null)[]).map((one) => one?.id)
  for (const id of ids) scene.hold(found.includes(id), `a newcomer in ${root} is not in scope`)
}
